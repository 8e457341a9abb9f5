// @ts-check
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { timeCommand } from '../stopwatch/index.mjs'

/** @typedef {import('../stopwatch/command.mjs').Sample} Sample */
/** @typedef {{floor: string, stopwatch: string, scratch: string}} Programs */

/**
 * @typedef {object} Contender
 * @property {Record<string, string>} names the rows of the table that one run gives: id and label
 * @property {() => Promise<Record<string, Sample>>} run
 */

const OURS = fileURLToPath(new URL('ours.mjs', import.meta.url))

/**
 * @param {Programs} programs
 * @returns {Contender[]}
 */
export function peers(programs) {
  const command = commandContender.bind(null, programs)
  return [
    command('floor', 'floor: the dump with tcp_info, not decoded (C)', [programs.floor, '--info']),
    command('floorPlain', 'the same without tcp_info', [programs.floor]),
    command('ss', '`ss -tan`', ['ss', '-tan']),
    command('ssOwners', '`ss -tanp`', ['ss', '-tanp']),
    command('lsof', '`lsof -nPi`', ['lsof', '-nPi']),
  ]
}

/**
 * @param {Programs} programs
 * @returns {Contender[]}
 */
export function ours(programs) {
  const scanner = scannerContender.bind(null, programs)
  return [
    scanner('warm', 'halfopen, warm scan with owners'),
    scanner('cold', 'halfopen, cold scan with owners', 'the same, whole process with start-up'),
    scanner('without-owners', 'halfopen, first scan without owners'),
  ]
}

/**
 * @param {Programs} programs
 * @param {string} id
 * @param {string} label
 * @param {string[]} command
 * @returns {Contender}
 */
function commandContender({ stopwatch }, id, label, command) {
  return { names: { [id]: label }, run: async () => ({ [id]: await timeCommand(stopwatch, command) }) }
}

/**
 * A scan is timed inside its process; the peak of memory is the whole process's.
 *
 * @param {Programs} programs
 * @param {string} mode
 * @param {string} label
 * @param {string} [wholeLabel] also report the whole process under this label
 * @returns {Contender}
 */
function scannerContender({ stopwatch, scratch }, mode, label, wholeLabel) {
  const wholeId = `${mode}Whole`
  return {
    names: { [mode]: label, ...(wholeLabel && { [wholeId]: wholeLabel }) },
    async run() {
      const { inner, whole } = await runOurs({ stopwatch, scratch, mode })
      const scan = { cpu: inner.cpu, wall: inner.wall, peakMb: whole.peakMb }
      return { [mode]: scan, ...(wholeLabel && { [wholeId]: whole }) }
    },
  }
}

/**
 * @param {{stopwatch: string, scratch: string, mode: string}} run
 * @returns {Promise<{inner: {cpu: number, wall: number, rows: number, ownersFound: number}, whole: Sample}>}
 */
export async function runOurs({ stopwatch, scratch, mode }) {
  const output = join(scratch, 'ours.json')
  const whole = await timeCommand(stopwatch, [process.execPath, OURS, mode], { output })
  return { inner: JSON.parse(readFileSync(output, 'utf8')), whole }
}
