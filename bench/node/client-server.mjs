// @ts-check
/** The server that clients are measured against, a process of its own: 200 bytes of JSON at once; `/held` never ends. */
import { createServer } from 'node:http'

const body = JSON.stringify({ text: 'x'.repeat(189) })
const server = createServer(({ url }, response) => {
  if (url === '/held') return response.writeHead(200).write(body)
  return response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0)
})
process.once('disconnect', () => process.exit())
