// @ts-check
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { compile } from '../arena/index.mjs'

/** @typedef {{cpu: number, wall: number, peakMb: number}} Sample seconds, seconds, MiB */

const run = promisify(execFile)

/** @param {string} scratch */
export const compileStopwatch = (scratch) => compile(new URL('measure.c', import.meta.url), scratch)

/**
 * Runs a command to its end and says what it cost, from wait4(2).
 *
 * @param {string} stopwatch the program that compileStopwatch made
 * @param {readonly string[]} command
 * @param {{output?: string}} [options] a file for its output, which is thrown away otherwise
 * @returns {Promise<Sample>}
 */
export async function timeCommand(stopwatch, command, { output = '/dev/null' } = {}) {
  const { stdout, stderr } = await run(stopwatch, ['-o', output, ...command])
  const { wall, user, sys, maxrssKb, exit } = JSON.parse(stdout)
  if (exit !== 0) throw new Error(`${command.join(' ')} ended with ${exit}:\n${stderr}`)
  return { cpu: user + sys, wall, peakMb: maxrssKb / 1024 }
}
