// @ts-check
/** The far end: echoes each byte, or swallows all and answers the end. Tells its parent its port. */
import { once } from 'node:events'
import { createServer } from 'node:net'

const kind = process.argv[2]
const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  if (kind === 'echo') socket.pipe(socket)
  else socket.resume().once('end', () => socket.end('!'))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = /** @type {import('node:net').AddressInfo} */ (server.address())
process.send?.(address.port)
process.on('disconnect', () => process.exit())
