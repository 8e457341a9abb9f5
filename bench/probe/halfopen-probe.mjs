// @ts-check
/** The one file here that knows the program under measurement. */
import { execFile } from 'node:child_process'
import { programFile } from '../repository.mjs'

/**
 * @typedef {object} Probed
 * @property {{atLeast: number, atMost: number} | null} idleTimeoutMs
 * @property {number} aliveUpToMs
 * @property {string} verdict
 * @property {string} atExpiry
 * @property {boolean | null} keepAliveProbesReset
 * @property {number} connections
 * @property {number} wallMs
 * @property {readonly string[]} notes
 */

/** How long the command may take, for a timeout of T seconds. */
const limitMs = (/** @type {number} */ seconds) => (seconds * 4 + 30) * 1000

/**
 * Runs a command where everything it connects to lies behind a middlebox that
 * forgets after so many seconds, with the problem app as the target.
 *
 * @param {number} idleSeconds
 * @param {readonly string[]} command `{url}` stands for the app
 * @returns {Promise<string>} what it printed
 */
export function insideLab(idleSeconds, command) {
  const lab = ['lab', 'run', '--backend', 'kernel', '--idle', `${idleSeconds}s`, '--at-expiry', 'silent', '--app', '--']
  const args = [programFile(), ...lab, ...command]
  return new Promise((resolve, reject) => {
    const options = { timeout: limitMs(idleSeconds), maxBuffer: 2 ** 24 }
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) => {
      // 1 is the probe's word for a limit that it found.
      if (error === null || error.code === 1) resolve(stdout)
      else reject(new Error(`the laboratory ended with ${error.code ?? error.signal}: ${stderr.slice(-500)}`))
    })
    child.stdin?.end()
  })
}

/**
 * @param {number} idleSeconds
 * @param {readonly string[]} flags
 * @returns {Promise<Probed>}
 */
export async function probeInsideLab(idleSeconds, flags) {
  const command = [process.execPath, programFile(), 'probe', '{url}', '--json', ...flags]
  return JSON.parse(await insideLab(idleSeconds, command))
}
