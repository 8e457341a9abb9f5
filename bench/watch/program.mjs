// @ts-check
/** The program under measurement, as a child without a terminal. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { watchCommand } from './halfopen-watch.mjs'

/**
 * @typedef {object} Watching
 * @property {number} pid
 * @property {() => void} requireAlive throws with what it wrote last, when it has ended
 * @property {() => Promise<string>} stop ends it and gives all that it wrote
 */

/**
 * @param {{intervalSeconds: number, scratch: string}} how
 * @returns {Watching}
 */
export function startWatching({ intervalSeconds, scratch }) {
  const { command, env } = watchCommand({ intervalSeconds, home: scratch })
  const output = join(scratch, 'watch.out')
  const file = openSync(output, 'w')
  const [program = '', ...args] = command
  const child = spawn(program, args, { env, stdio: ['ignore', file, file] })
  const gone = once(child, 'exit')
  return {
    pid: child.pid ?? -1,
    requireAlive() {
      if (child.exitCode === null && child.signalCode === null) return
      const last = readFileSync(output, 'utf8').slice(-1000)
      throw new Error(`halfopen watch ended with ${child.exitCode ?? child.signalCode}:\n${last}`)
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
      return readFileSync(output, 'utf8')
    },
  }
}
