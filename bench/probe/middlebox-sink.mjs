// @ts-check
/** A server that reads everything and closes when its client has. Talks over IPC. */
import { createServer } from 'node:net'

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  socket.on('end', () => socket.end())
  socket.resume()
})

server.listen(0, '127.0.0.1', () => process.send?.({ port: /** @type {{port: number}} */ (server.address()).port }))
process.on('disconnect', () => process.exit())
