import { STATUS_CODES } from 'node:http'

import { HalfopenError } from '@halfopen/core'

import { choice, size, whole } from '../parameters/index.js'
import { route } from './route.js'

/** RFC 9110 §15.3.5, §15.3.6, §15.4.5. */
const WITHOUT_BODY = new Set([204, 205, 304])

const TYPES = { text: 'text/plain', html: 'text/html', json: 'application/json' } as const

export const status = route({
  path: '/status',
  does: 'answers with any status, with or without a body: an error page that nobody reads pins a connection',
  parameters: {
    code: whole({ does: 'the status', usually: '200', min: 200, max: 599 }),
    body: size({ does: 'size of the body', usually: '0' }),
    type: choice(['text', 'html', 'json'], 'content-type of the body; the bytes are text all the same'),
  },
  async answer(exchange, { code, body, type }) {
    if (body > 0 && WITHOUT_BODY.has(code)) {
      throw new HalfopenError('HO_USAGE', `status ${code} (${STATUS_CODES[code]}) has no body: leave body out`)
    }
    exchange.head(code, WITHOUT_BODY.has(code) ? {} : { 'content-type': TYPES[type], 'content-length': body })
    await exchange.fill(body)
    await exchange.end()
  },
})
