// @ts-check
/** A program that forwards TCP: a middlebox of ours, or the barest relay that Node.js can be. Talks over IPC. */
import { connect, createServer } from 'node:net'

/** @typedef {{kind: 'native' | 'portable' | 'bare', targetPort: number, idleTimeoutMs: number}} Wish */

process.once('message', (message) => void start(/** @type {Wish} */ (message)))
process.on('disconnect', () => process.exit())

/** @param {Wish} wish */
async function start(wish) {
  const port = wish.kind === 'bare' ? await bareRelay(wish.targetPort) : await middlebox(wish.kind, wish)
  process.on('message', () => process.send?.(process.cpuUsage()))
  process.send?.({ port })
}

/**
 * @param {'native' | 'portable'} backend
 * @param {Wish} wish
 */
async function middlebox(backend, { targetPort, idleTimeoutMs }) {
  const { openMiddlebox } = await import('@halfopen/lab')
  const policy = /** @type {const} */ ({ idleTimeoutMs, atExpiry: 'reset-both', keepAlive: 'honour' })
  const box = await openMiddlebox({ backend, target: { host: '127.0.0.1', port: targetPort }, policy })
  return box.address.port
}

/**
 * @param {number} targetPort
 * @returns {Promise<number>}
 */
function bareRelay(targetPort) {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const onward = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true })
    client.pipe(onward)
    onward.pipe(client)
    for (const socket of [client, onward]) socket.on('error', () => socket.destroy())
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : 0)
    })
  })
}
