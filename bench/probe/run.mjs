// @ts-check
/** How long it takes to measure an idle timeout, and whether the answer is right. */
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { fromRepository } from '../repository.mjs'
import { insideLab, probeInsideLab } from './halfopen-probe.mjs'

/** @typedef {import('./halfopen-probe.mjs').Probed} Probed */
/** @typedef {{alive: number, dead: number, requests: number, wallMs: number}} Searched */
/** @typedef {{label: string, seconds: number, probed: Probed}} Run */

const COMMAND = 'node bench/probe/run.mjs'
const WAIT_MS = 1000
/** For the short timeout, in which a second is much; the binary search waits no longer. */
const SHORT_WAIT_MS = 150
const SHORT_FLAGS = ['--wait', `${SHORT_WAIT_MS}ms`, '--pace', '1000']

const options = readOptions(COMMAND, {
  long: { default: 60, least: 10, help: 'the idle timeout to measure, s' },
  short: { default: 7, least: 3, help: 'the idle timeout that a binary search measures too, s' },
  rounds: { default: 3, help: 'how often the short one is measured' },
  out: { default: 'bench/results/probe.md', help: 'the report; its raw figures stand beside it as .json' },
})

/** @type {Run[]} */
const shorts = []
for (let round = 0; round < options.rounds; round += 1) {
  shorts.push(await run(`probe ${SHORT_FLAGS.join(' ')}`, options.short, SHORT_FLAGS))
}
const searched = await binarySearch(options.short)
const long = await run('probe', options.long, [])
const frugal = await run('probe --frugal', options.long, ['--frugal'])
report()

/**
 * @param {string} label
 * @param {number} seconds
 * @param {readonly string[]} flags
 * @returns {Promise<Run>}
 */
async function run(label, seconds, flags) {
  return { label, seconds, probed: await probeInsideLab(seconds, flags) }
}

/** @param {number} seconds @returns {Promise<Searched>} */
async function binarySearch(seconds) {
  const file = fromRepository('bench/probe/binary-search.mjs')
  const range = ['1', '0.01', String(SHORT_WAIT_MS)]
  return JSON.parse(await insideLab(seconds, [process.execPath, file, '{url}', ...range]))
}

function report() {
  const runs = [...shorts, long, frugal]
  const searchS = searched.wallMs / 1000
  const slowestShortS = Math.max(...shorts.map(({ probed }) => probed.wallMs)) / 1000
  const judged = judge([
    {
      what: `T = ${options.long} s: wall / (T + W)`,
      measured: long.probed.wallMs / (options.long * 1000 + WAIT_MS),
      bound: { atMost: 1.05 },
      unit: '',
    },
    { what: 'brackets that miss T', measured: runs.filter(isWrong).length, bound: { atMost: 0 }, unit: '' },
    { what: 'connections said to be alive beyond T', measured: falseAlive(runs), bound: { atMost: 0 }, unit: '' },
    {
      what: `T = ${options.short} s: faster than binary search`,
      measured: searchS / slowestShortS,
      bound: { atLeast: 7 },
      unit: '×',
    },
    {
      what: 'frugal: wall / T',
      measured: frugal.probed.wallMs / options.long / 1000,
      bound: { atMost: 2.5 },
      unit: '',
    },
    { what: 'frugal: connections', measured: frugal.probed.connections, bound: { atMost: 64 }, unit: '' },
  ])
  writeReport({
    out: options.out,
    title: 'Measuring the idle timeout of a path',
    command: commandLine(COMMAND, options),
    sections: [
      `The path is the kernel backend of \`halfopen lab run\`: conntrack with a timeout of T between two real TCP stacks, silent at expiry; the far side is the problem app. Silences from 1 s to 15 min at 1 %; an answer is awaited for W = 1 s, or as the row says; the binary search, which doubles from 1 s and then halves down to 1 %, waits for ${SHORT_WAIT_MS} ms, too. Nothing can be known before T + W.`,
      table(['', 'T s', 'bracket s', 'wall s', 'wall / (T + W)', 'connections', 'probes hold it'], rows(runs)),
      targetLines(judged),
    ],
    raw: { runs, searched, targets: judged },
  })
}

/** @param {readonly Run[]} runs */
function rows(runs) {
  const { alive, dead, requests, wallMs } = searched
  const search = row('binary search', options.short, { from: alive, to: dead, wallMs, connections: requests, held: '' })
  return [
    ...runs.map(({ label, seconds, probed }) => {
      const { idleTimeoutMs, wallMs, connections, keepAliveProbesReset } = probed
      const from = (idleTimeoutMs?.atLeast ?? Number.NaN) / 1000
      const to = (idleTimeoutMs?.atMost ?? Number.NaN) / 1000
      return row(label, seconds, { from, to, wallMs, connections, held: String(keepAliveProbesReset) })
    }),
    search,
  ]
}

/**
 * @param {string} label
 * @param {number} seconds
 * @param {{from: number, to: number, wallMs: number, connections: number, held: string}} measured
 */
function row(label, seconds, { from, to, wallMs, connections, held }) {
  const bracket = `${from.toFixed(2)}–${to.toFixed(2)}`
  const ratio = wallMs / (seconds * 1000 + (seconds === options.short ? SHORT_WAIT_MS : WAIT_MS))
  return [label, String(seconds), bracket, (wallMs / 1000).toFixed(1), ratio.toFixed(3), String(connections), held]
}

/** @param {Run} run */
function isWrong({ seconds, probed: { idleTimeoutMs } }) {
  if (idleTimeoutMs === null) return true
  return idleTimeoutMs.atLeast > seconds * 1000 || idleTimeoutMs.atMost < seconds * 1000
}

/** A bracket starts at the longest silence that was survived: beyond T there must be none. @param {readonly Run[]} runs */
function falseAlive(runs) {
  return runs.filter(({ seconds, probed }) => probed.aliveUpToMs > seconds * 1000).length
}
