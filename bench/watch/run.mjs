// @ts-check
/** What `halfopen watch` takes from the machine that it watches. */
import { setTimeout as sleep } from 'node:timers/promises'
import { insideArena } from '../arena/index.mjs'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { connectionsWatched } from './halfopen-watch.mjs'
import { startWatching } from './program.mjs'
import { holdTable } from './table.mjs'
import { cpuPercent, usageOf } from './usage.mjs'

/** @typedef {import('./usage.mjs').Usage} Usage */
/** @typedef {import('./program.mjs').Watching} Watching */
/** @typedef {import('../arena/connections.mjs').Held} Held */

const COMMAND = 'node bench/watch/run.mjs'
const START_UP_SECONDS = 5
// While connections are replaced, a look finds some of them missing.
const SHARE_SEEN = 0.95

const options = readOptions(COMMAND, {
  connections: { default: 10_000, help: 'rows of the connection table' },
  churn: { default: 100, least: 0, help: 'connections replaced each second' },
  interval: { default: 1, help: 'seconds between two looks' },
  seconds: { default: 60, least: 12, help: 'how long to measure, after 5 s for the start-up' },
  out: { default: 'bench/results/watch.md', help: 'the report; its raw figures stand beside it as .json' },
})

await insideArena(async (scratch) => {
  const watching = { intervalSeconds: options.interval, scratch }
  const held = await holdTable(scratch, options.connections)
  const program = startWatching(watching)
  const usages = [await usageAfter(START_UP_SECONDS, { program, held })]
  for (const _half of [1, 2]) usages.push(await usageAfter(options.seconds / 2, { program, held }))
  const watched = connectionsWatched(await program.stop())
  await held.stop()
  report({ rows: held.rows, watched, usages })
})

/**
 * The table changes while it is watched, as a real one does.
 *
 * @param {number} seconds
 * @param {{program: Watching, held: Held}} running
 * @returns {Promise<Usage>}
 */
async function usageAfter(seconds, { program, held }) {
  for (let second = 0; second < Math.round(seconds); second += 1) {
    await sleep(1000)
    program.requireAlive()
    if (options.churn > 0) await held.churn(options.churn)
  }
  return usageOf(program.pid)
}

/** @param {{rows: number, watched: number | null, usages: Usage[]}} measured */
function report({ rows, watched, usages }) {
  const [start, middle, end] = usages
  if (!start || !middle || !end) throw new Error('three moments were to be measured')
  const lines = [
    line('start', cpuOfStart(start), start),
    line('middle', cpuPercent(start, middle), middle),
    line('end', cpuPercent(middle, end), end),
  ]
  const mostResident = Math.max(...usages.map(({ residentMb }) => residentMb))
  const judged = judge([
    { what: 'CPU of one core, start-up left out', measured: cpuPercent(start, end), bound: { atMost: 5 }, unit: '%' },
    { what: 'resident memory, the greatest of the three', measured: mostResident, bound: { atMost: 150 }, unit: 'MB' },
    // Unknown is a miss: a program that looks at nothing is cheap.
    {
      what: 'connections that it says it sees',
      measured: watched ?? Number.NaN,
      bound: { atLeast: SHARE_SEEN * rows },
      unit: '',
    },
  ])
  const { churn, interval, seconds } = options
  writeReport({
    out: options.out,
    title: `Watching ${rows.toLocaleString('en')} connections`,
    command: commandLine(COMMAND, options),
    sections: [
      `\`halfopen watch --interval ${interval}s\` without a terminal; ${churn} connections a second are replaced. CPU is the share of one core since the line above; the first line is the start-up of ${START_UP_SECONDS} s.`,
      table(['moment', 'CPU %', 'resident MB', 'peak MB'], lines),
      targetLines(judged),
    ],
    raw: { rows, watched, churn, interval, seconds, usages, targets: judged },
  })
}

/** @param {Usage} start */
function cpuOfStart({ cpuSeconds }) {
  return (100 * cpuSeconds) / START_UP_SECONDS
}

/** @param {string} name @param {number} percent @param {Usage} usage */
function line(name, percent, usage) {
  return [name, percent.toFixed(1), usage.residentMb.toFixed(0), usage.peakMb.toFixed(0)]
}
