// @ts-check
/** The programs around the measured relay, each a process of its own. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/**
 * What echoes, or swallows and answers the end.
 *
 * @param {'echo' | 'sink'} kind
 */
export const startEnd = (kind) => start('proxy-end.mjs', [kind])

/**
 * @param {'bare' | 'lab'} kind
 * @param {{targetPort: number, toxics: readonly object[]}} options
 */
export const startRelay = (kind, { targetPort, toxics }) =>
  start('proxy-relay.mjs', [kind, String(targetPort), JSON.stringify(toxics)])

/** @param {string} file @param {string[]} args */
async function start(file, args) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args)
  const [port] = /** @type {[number]} */ (await once(child, 'message'))
  return {
    port,
    async stop() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}
