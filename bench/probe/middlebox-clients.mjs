// @ts-check
/** What a client measures of a relay. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Sends so many bytes and waits until the far end has read them all.
 *
 * @param {number} port
 * @param {number} bytes
 * @returns {Promise<number>} Gbit/s
 */
export async function throughput(port, bytes) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).resume()
  await once(socket, 'connect')
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
 * Opens so many connections, paced.
 *
 * @param {number} port
 * @param {number} count
 */
export async function openMany(port, count) {
  const sockets = []
  for (let opened = 0; opened < count; opened += 1) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => socket.destroy())
    await once(socket, 'connect')
    sockets.push(socket)
  }
  return sockets
}

/** @typedef {{flows: number, idleTimeoutMs: number}} Timers */

/**
 * Opens connections, each sends one byte and falls silent; how much later than
 * the timeout each is reset, ms.
 *
 * @param {number} port
 * @param {Timers} timers
 */
export function timerErrors(port, timers) {
  return paced(timers, async () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    const silentSince = performance.now()
    socket.write('x')
    socket.resume()
    return new Promise((resolve) => socket.on('error', () => resolve(performance.now() - silentSince)))
  })
}

/** The same with nothing but timers: what this machine can do now. @param {Timers} timers */
export function plainTimerErrors(timers) {
  return paced(timers, async () => {
    const started = performance.now()
    await sleep(timers.idleTimeoutMs)
    return performance.now() - started
  })
}

/**
 * @param {Timers} timers
 * @param {() => Promise<number>} tookMs
 */
async function paced({ flows, idleTimeoutMs }, tookMs) {
  const errors = []
  for (let started = 0; started < flows; started += 1) {
    errors.push(tookMs().then((took) => took - idleTimeoutMs))
    // No rhythm that the poll interval could fall in with.
    await sleep(3 + (started % 7))
  }
  return Promise.all(errors)
}
