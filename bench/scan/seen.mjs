// @ts-check
/** What each contender really saw: counted once, outside the timing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { runOurs } from './contenders.mjs'

/** @typedef {import('./contenders.mjs').Programs} Programs */
/** @typedef {{contender: string, rows: number, owners: number | null}} Seen */

const SETTLE_MS = 30_000
const LOOK_EVERY_MS = 250

/**
 * Waits until the table has its final size: the server's halves of closed
 * connections have left it.
 *
 * @param {string} floor
 * @param {number} rows
 */
export async function settled(floor, rows) {
  const attempts = SETTLE_MS / LOOK_EVERY_MS
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if ((await dumped(floor)) === rows) return
    await sleep(LOOK_EVERY_MS)
  }
  throw new Error(`the table has ${await dumped(floor)} connections, not ${rows}`)
}

/** @param {string} floor */
async function dumped(floor) {
  let rows = Number.NaN
  await eachLine([floor, '--count'], (line) => void (rows = Number(line)))
  return rows
}

/**
 * @param {Programs} programs
 * @returns {Promise<Seen[]>}
 */
export async function seenByPeers(programs) {
  return [
    { contender: 'floor', rows: await dumped(programs.floor), owners: null },
    await counted(['ss', '-tan'], isSsRow),
    await counted(['ss', '-tanp'], isSsRow, (line) => line.includes('users:((')),
    await counted(
      ['lsof', '-nPi'],
      (line) => line.includes('->'),
      (line) => /^\S+\s+\d+ /.test(line),
    ),
  ]
}

/**
 * @param {Programs} programs
 * @returns {Promise<Seen[]>}
 */
export async function seenByOurs(programs) {
  const seen = async (/** @type {string} */ mode) => (await runOurs({ ...programs, mode })).inner
  const cold = await seen('cold')
  const warm = await seen('warm')
  const without = await seen('without-owners')
  return [
    { contender: 'halfopen, cold', rows: cold.rows, owners: cold.ownersFound },
    { contender: 'halfopen, warm', rows: warm.rows, owners: warm.ownersFound },
    { contender: 'halfopen, without owners', rows: without.rows, owners: null },
  ]
}

/**
 * Nothing is compared unless all did the same work.
 *
 * @param {readonly Seen[]} all
 * @param {number} rows
 */
export function requireAllSeen(all, rows) {
  const short = all.filter((seen) => seen.rows !== rows || (seen.owners ?? rows) !== rows)
  const missing = short.map((seen) => `${seen.contender} saw ${seen.rows} rows, ${seen.owners} owners`)
  if (short.length > 0) throw new Error(`of ${rows} connections ${missing.join('; ')}`)
}

/** @param {string} line */
const isSsRow = (line) => !line.startsWith('LISTEN') && !line.startsWith('State')

/**
 * @param {string[]} command
 * @param {(line: string) => boolean} isRow
 * @param {(line: string) => boolean} [hasOwner]
 * @returns {Promise<Seen>}
 */
async function counted(command, isRow, hasOwner) {
  let rows = 0
  let owners = 0
  await eachLine(command, (line) => {
    if (!isRow(line)) return
    rows += 1
    if (hasOwner?.(line)) owners += 1
  })
  return { contender: command.join(' '), rows, owners: hasOwner ? owners : null }
}

/**
 * @param {string[]} command
 * @param {(line: string) => void} take
 */
async function eachLine([program = '', ...args], take) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'close')
  for await (const line of createInterface({ input: child.stdout })) take(line)
  const [code] = await gone
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`)
}
