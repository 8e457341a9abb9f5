import { formatDuration } from '@halfopen/core'

import type { IdlePolicy } from '../connection/index.js'
import { choice, duration, wordOr } from '../parameters/index.js'
import { route } from './route.js'

export const keepAlive = route({
  path: '/keep-alive',
  does: 'answers at once; from then on this connection is closed when it is idle for too long',
  parameters: {
    timeout: duration({ does: 'HTTP keep-alive timeout: idle time until it closes the connection', usually: '5s' }),
    announce: wordOr(
      ['yes', 'no'],
      duration({
        does: 'whether Keep-Alive: timeout=… says so, in whole seconds; a time: it says that instead of the truth (HTTP/1.1)',
        usually: '5s',
      }),
    ),
    how: choice(['fin', 'reset'], 'how it closes'),
  },
  async answer(exchange, { timeout, announce, how }) {
    exchange.connection.idle = { timeoutMs: timeout, announcedMs: announced(announce, timeout), how }
    await exchange.text(200, `this connection is closed after ${formatDuration(timeout)} without a request\n`)
  },
})

function announced(announce: number | 'yes' | 'no', timeoutMs: number): IdlePolicy['announcedMs'] {
  if (announce === 'no') return null
  return announce === 'yes' ? timeoutMs : announce
}
