// @ts-check
/**
 * Whether watching grows: an hour of looks, one a second, as fast as they can in
 * one process. The clock is simulated; the table is real and changes between looks.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { insideArena } from '../arena/index.mjs'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { cost, median } from '../stopwatch/index.mjs'
import { openLooker } from './halfopen-looker.mjs'
import { holdTable } from './table.mjs'

/** @typedef {import('./halfopen-looker.mjs').Looker} Looker */
/** @typedef {import('../arena/connections.mjs').Held} Held */
/**
 * @typedef {object} Tenth
 * @property {number} looks
 * @property {number} connections
 * @property {number} findings
 * @property {number} cpuMs of one look, median
 * @property {number} residentMb
 * @property {number} heapMb in use, right after a garbage collection
 */

const COMMAND = 'node bench/watch/hour.mjs'
const TENTHS = 10
const LOOK_EVERY_MS = 1000
// A watcher may fill its windows of history first; from then on nothing may grow.
const WINDOWS_ARE_FULL = 5
const GROWTH_ALLOWED_PERCENT = 5

const options = readOptions(COMMAND, {
  connections: { default: 10_000, help: 'rows of the connection table' },
  churn: { default: 100, least: 0, help: 'connections replaced between two looks' },
  looks: { default: 3600, least: 10, help: 'looks, one second of simulated time apart' },
  out: { default: 'bench/results/hour.md', help: 'the report; its raw figures stand beside it as .json' },
})

await insideArena(async (scratch) => {
  const collectGarbage = garbageCollector()
  const looker = await openLooker()
  const held = await holdTable(scratch, options.connections)
  const startedAtMs = Date.now()
  const tenths = []
  for (let tenth = 1; tenth <= TENTHS; tenth += 1) {
    tenths.push(await lookForATenth({ tenth, startedAtMs, looker, held, collectGarbage }))
    process.stderr.write(`${tenth * 10} %\n`)
  }
  await looker.close()
  await held.stop()
  report(held.rows, tenths)
})

/** @returns {() => void} */
function garbageCollector() {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}

/**
 * @param {{tenth: number, startedAtMs: number, looker: Looker, held: Held, collectGarbage: () => void}} state
 * @returns {Promise<Tenth>}
 */
async function lookForATenth({ tenth, startedAtMs, looker, held, collectGarbage }) {
  const [from, to] = [tenth - 1, tenth].map((n) => Math.round((options.looks * n) / TENTHS))
  const cpuMs = []
  let looked = { connections: 0, findings: 0 }
  for (let look = from ?? 0; look < (to ?? 0); look += 1) {
    if (options.churn > 0) await held.churn(options.churn)
    const { cpu, result } = await cost(() => looker.look(startedAtMs + look * LOOK_EVERY_MS))
    cpuMs.push(cpu * 1000)
    looked = result
  }
  requireSeen(looked.connections, held.rows)
  collectGarbage()
  return { looks: to ?? 0, ...looked, cpuMs: median(cpuMs), ...memory() }
}

/**
 * The churn of the last moment is still settling, so a few may be missing.
 *
 * @param {number} seen
 * @param {number} rows
 */
function requireSeen(seen, rows) {
  const least = rows - 2 * options.churn
  if (seen < least) throw new Error(`the look saw ${seen} of ${rows} connections`)
}

function memory() {
  const { rss, heapUsed } = process.memoryUsage()
  return { residentMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 }
}

/** @param {number} rows @param {readonly Tenth[]} tenths */
function report(rows, tenths) {
  const lines = tenths.map((tenth) => [
    `${Math.round((100 * tenth.looks) / options.looks)} %`,
    ...[tenth.looks, tenth.connections, tenth.findings].map(String),
    ...[tenth.cpuMs, tenth.residentMb, tenth.heapMb].map((value) => value.toFixed(1)),
  ])
  const judged = judge([
    growth(
      'heap after garbage collection',
      tenths.map(({ heapMb }) => heapMb),
    ),
    growth(
      'resident memory',
      tenths.map(({ residentMb }) => residentMb),
    ),
  ])
  const { churn, looks } = options
  writeReport({
    out: options.out,
    title: `${looks.toLocaleString('en')} looks at ${rows.toLocaleString('en')} connections`,
    command: commandLine(COMMAND, options),
    sections: [
      `One process, one second of simulated time between two looks, ${churn} connections replaced before each. Growth compares the greatest of the second half with the greatest of the first.`,
      table(['done', 'looks', 'connections', 'findings', 'CPU ms a look', 'resident MB', 'heap MB'], lines),
      targetLines(judged),
    ],
    raw: { rows, churn, looks, tenths, targets: judged },
  })
}

/** @param {string} what @param {readonly number[]} values */
function growth(what, values) {
  const before = Math.max(...values.slice(0, WINDOWS_ARE_FULL))
  const after = Math.max(...values.slice(WINDOWS_ARE_FULL))
  const measured = Math.max(0, (100 * (after - before)) / before)
  return { what: `growth of ${what}`, measured, bound: { atMost: GROWTH_ALLOWED_PERCENT }, unit: '%' }
}
