// The client of the contract: a process of its own, so that `run` can put it where it belongs. It takes orders as lines
// of JSON on stdin, and tells as lines of JSON on stdout what its connections hear.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const [host, port] = process.argv.slice(2)
const sockets = new Map()

const orders = {
  connect(id) {
    const socket = connect({ host, port: Number(port), allowHalfOpen: true })
    sockets.set(id, socket)
    const tell = (heard) => process.stdout.write(`${JSON.stringify({ id, heard })}\n`)
    // The first line is its name: a server behind a relay could not tell its connections apart.
    socket.once('connect', () => socket.write(`${id}\n`))
    socket.on('data', (bytes) => tell(bytes.toString()))
    socket.on('end', () => tell('FIN'))
    socket.on('error', ({ code }) => tell(code === 'ECONNRESET' || code === 'EPIPE' ? 'RST' : code))
  },
  send: (id, text) => sockets.get(id).write(text),
  keepAlive: (id) => sockets.get(id).setKeepAlive(true, 1000),
  end: (id) => sockets.get(id).end(),
  reset: (id) => sockets.get(id).resetAndDestroy(),
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { order, id, text } = JSON.parse(line)
    orders[order](id, text)
  })
  .on('close', () => process.exit())
