// @ts-check
import { fork } from 'node:child_process'
import { once } from 'node:events'

/** @typedef {import('./middlebox-relay.mjs').Wish} Wish */

export async function startSink() {
  const child = startProgram('middlebox-sink.mjs')
  const [{ port }] = await once(child, 'message')
  return { port: Number(port) }
}

/** @param {Wish} wish */
export async function startRelay(wish) {
  const child = startProgram('middlebox-relay.mjs')
  child.send(wish)
  const [{ port }] = await once(child, 'message')
  return {
    port: Number(port),
    /** @returns {Promise<number>} CPU since its start, µs */
    async cpu() {
      const answer = once(child, 'message')
      child.send('cpu')
      const [{ user, system }] = await answer
      return user + system
    },
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

/** @param {string} file */
function startProgram(file) {
  const child = fork(new URL(file, import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.on('exit', (code) => {
    if (code !== 0) throw new Error(`${file} ended with ${code}`)
  })
  return child
}
