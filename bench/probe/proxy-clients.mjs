// @ts-check
/** What a client measures of a way to a server. */
import { once } from 'node:events'
import { connect } from 'node:net'

/**
 * Sends so many bytes and waits until the far end has read them all.
 *
 * @param {number} port of a way to a sink
 * @param {number} bytes
 * @returns {Promise<number>} Gbit/s
 */
export async function throughput(port, bytes) {
  const socket = await open(port)
  socket.resume()
  const portion = Buffer.alloc(256 * 1024)
  const started = performance.now()
  for (let sent = 0; sent < bytes; sent += portion.length) {
    if (!socket.write(portion)) await once(socket, 'drain')
  }
  socket.end()
  await once(socket, 'end')
  return (bytes * 8) / (performance.now() - started) / 1e6
}

/**
 * One question of 64 bytes after the other.
 *
 * @param {number} port of a way to an echo
 * @param {number} questions
 * @returns {Promise<number>} µs for each
 */
export async function roundTrip(port, questions) {
  const socket = await open(port)
  const question = Buffer.alloc(64)
  const started = performance.now()
  for (let asked = 0; asked < questions; asked += 1) {
    socket.write(question)
    await answered(socket, question.length)
  }
  const elapsed = performance.now() - started
  socket.destroy()
  return (elapsed * 1000) / questions
}

/** @param {number} port */
async function open(port) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  await once(socket, 'connect')
  return socket
}

/**
 * @param {import('node:net').Socket} socket
 * @param {number} bytes
 * @returns {Promise<void>}
 */
function answered(socket, bytes) {
  let left = bytes
  return new Promise((resolve) => {
    socket.on('data', function take(data) {
      left -= data.length
      if (left > 0) return
      socket.off('data', take)
      resolve()
    })
  })
}
