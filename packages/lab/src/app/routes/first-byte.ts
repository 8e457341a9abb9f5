import { duration, size } from '../parameters/index.js'
import { route } from './route.js'

export const firstByte = route({
  path: '/first-byte',
  does: 'sends the headers at once, and the body only after a while',
  parameters: {
    after: duration({ does: 'time from the headers to the first byte of the body', usually: '5s' }),
    body: size({ does: 'size of the body', usually: '1k' }),
  },
  async answer(exchange, { after, body }) {
    exchange.head(200, { 'content-type': 'text/plain', 'content-length': body })
    await exchange.pause(after)
    await exchange.fill(body)
    await exchange.end()
  },
})
