import { readBody } from './body.js'
import { route } from './route.js'

export const echo = route({
  path: '/echo',
  does: 'answers, as JSON, with the request as it arrived: method, path, HTTP version, headers, body (up to 64 KiB of it)',
  parameters: {},
  reads: 'body',
  async answer(exchange) {
    const { method, url, httpVersion, headers } = exchange.asked
    const body = await readBody(exchange.asked)
    const { raw, entry } = exchange.connection
    const connection = { id: entry.id, remotePort: raw.remotePort, bytesRead: raw.bytesRead }
    const seen = { method, path: url, httpVersion, headers, body, connection }
    await exchange.text(200, `${JSON.stringify(seen, undefined, 2)}\n`, { 'content-type': 'application/json' })
  },
})
