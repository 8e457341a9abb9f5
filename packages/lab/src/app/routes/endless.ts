import { duration, size } from '../parameters/index.js'
import { route } from './route.js'

export const endless = route({
  path: '/endless',
  does: 'sends a body that never ends',
  parameters: {
    rate: size({ does: 'bytes a second; a client that reads more slowly slows it down', usually: '64k', min: 1 }),
    every: duration({ does: 'time from piece to piece', usually: '100ms', min: 10, max: 3_600_000 }),
  },
  async answer(exchange, { rate, every }) {
    exchange.head(200, { 'content-type': 'text/plain' })
    if (exchange.asked.method === 'HEAD') return exchange.end()
    let owed = 0
    for (;;) {
      owed += (rate * every) / 1000
      await exchange.fill(Math.floor(owed))
      owed %= 1
      await exchange.pause(every)
    }
  },
})
