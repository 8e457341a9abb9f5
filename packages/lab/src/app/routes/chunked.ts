import { duration, size, whole } from '../parameters/index.js'
import { route } from './route.js'

export const chunked = route({
  path: '/chunked',
  does: 'answers in chunks, without a content-length (HTTP/2: in DATA frames)',
  parameters: {
    chunks: whole({ does: 'how many', usually: '10', min: 0, max: 1_000_000 }),
    size: size({ does: 'size of each', usually: '1k', min: 1, max: 1_048_576 }),
    every: duration({ does: 'time from chunk to chunk', usually: '0s' }),
  },
  async answer(exchange, { chunks, size, every }) {
    exchange.head(200, { 'content-type': 'text/plain' })
    for (let sent = 0; sent < chunks; sent++) {
      if (sent > 0 && every > 0) await exchange.pause(every)
      await exchange.fill(size)
    }
    await exchange.end()
  },
})
