import { duration, whole } from '../parameters/index.js'
import { route } from './route.js'

export const events = route({
  path: '/events',
  does: 'server-sent events, the first one at once',
  parameters: {
    every: duration({ does: 'time from event to event', usually: '1s', min: 1 }),
    count: whole({ does: 'how many, then the answer ends; 0: for ever', usually: '0', min: 0, max: 1_000_000 }),
  },
  async answer(exchange, { every, count }) {
    exchange.head(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    if (exchange.asked.method === 'HEAD') return exchange.end()
    for (let id = 1; ; id++) {
      await exchange.send(`id: ${id}\ndata: {"id":${id}}\n\n`)
      if (id === count) return exchange.end()
      await exchange.pause(every)
    }
  },
})
