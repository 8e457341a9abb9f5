// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * @typedef {object} Holder
 * @property {number} pid
 * @property {(word: string) => Promise<void>} expect waits for this answer; the holder's own timeouts bound it
 * @property {(text: string) => void} say
 * @property {() => Promise<void>} stop
 */

/**
 * Starts one holder process (see hold.c).
 *
 * @param {string} program
 * @param {(string | number)[]} args
 * @returns {Holder}
 */
export function startHolder(program, args) {
  const child = spawn(program, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    pid: child.pid ?? -1,
    async expect(word) {
      const { done, value } = await lines.next()
      if (done || value !== word) throw new Error(`hold ${args.join(' ')}: no "${word}"`)
    },
    say: (text) => void child.stdin.write(text),
    async stop() {
      child.stdin.end()
      await gone
    },
  }
}
