// @ts-check
/** What does the tracker cost the program it watches, beside OpenTelemetry's instrumentations? */
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { requireBuilt } from '../repository.mjs'
import { inRotation, median } from '../stopwatch/index.mjs'

const COMMAND = 'node bench/node/tracker.mjs'
const LIBRARIES = ['undici', 'fetch', 'http']
const OBSERVERS = ['none', 'observe', 'warn', 'opentelemetry']
/** Of the connections that are weighed: their responses were read, or are left unread. */
const STATES = ['idle', 'unread']
/** Batches until V8 has compiled what there is to compile. */
const WARM_ROUNDS = 6

const options = readOptions(COMMAND, {
  requests: { default: 4000, help: 'in each batch' },
  lanes: { default: 50, help: 'requests under way at once' },
  starts: { default: 8, help: 'of each program: what V8 compiles, and where it lies, differs from start to start' },
  rounds: { default: 4, help: 'of each start; every round measures each observer once' },
  held: { default: 1000, help: 'connections whose weight is measured, idle and with unread responses' },
  empty: { default: 15, help: 'starts of a program that does nothing, with and without the tracker, in turn' },
  out: { default: 'bench/results/node-tracker.md', help: 'the report; its raw figures stand beside it as .json' },
})

/** @typedef {{perSecond: number, cpuUs: number}} Batch */
/** @typedef {{name: string, args: string[], ms: number[]}[]} Starts */
/** @typedef {{library: string, observer: string, child: import('node:child_process').ChildProcess, batches: Batch[]}} Program */
/** @typedef {{library: string, observer: string, starts: Batch[][]}} Measured */

const register = requireBuilt('packages/node/dist/register/register.js')
const here = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url))

const server = fork(here('client-server.mjs'))
const [port] = /** @type {[number]} */ (await once(server, 'message'))
const url = `http://127.0.0.1:${port}/`

/** @type {Measured[]} */
const throughput = []
for (const library of LIBRARIES) throughput.push(...(await measureLibrary(library)))
/** @type {{library: string, state: string, observer: string, bytes: number}[]} */
const weights = []
for (const state of STATES) for (const library of LIBRARIES) weights.push(...(await weigh(library, state)))
server.disconnect()
report(await timeStarts())

/** @param {string} library */
async function measureLibrary(library) {
  /** @type {Program[]} */
  const all = []
  for (let nth = 0; nth < options.starts; nth += 1) {
    const programs = await Promise.all(OBSERVERS.map((observer) => start(library, observer)))
    await inRotation(WARM_ROUNDS, programs, async (program) => void (await batch(program)))
    await inRotation(options.rounds, programs, async (program) => void program.batches.push(await batch(program)))
    for (const { child } of programs) child.disconnect()
    all.push(...programs)
  }
  return OBSERVERS.map((observer) => ({
    library,
    observer,
    starts: all.filter((program) => program.observer === observer).map(({ batches }) => batches),
  }))
}

/**
 * @param {string} library
 * @param {string} observer
 * @returns {Promise<Program>}
 */
async function start(library, observer) {
  const child = fork(here('tracker-program.mjs'), [library, observer], under(observer))
  await once(child, 'message')
  return { library, observer, child, batches: [] }
}

/** As a user starts a program under the tracker. @param {string} observer */
function under(observer) {
  const execArgv = observer === 'observe' || observer === 'warn' ? ['--import', register] : []
  return { execArgv, env: { ...process.env, HALFOPEN: observer } }
}

/**
 * @param {Program} program
 * @returns {Promise<Batch>}
 */
async function batch({ child }) {
  child.send({ url, requests: options.requests, connections: options.lanes })
  const [measured] = await once(child, 'message')
  return measured
}

/** @param {string} library @param {string} state */
async function weigh(library, state) {
  const rows = []
  const path = state === 'unread' ? 'held' : ''
  for (const observer of ['none', 'observe', 'warn']) {
    /** @type {number[]} */
    const bytes = []
    for (let round = 0; round < 3; round += 1) {
      const args = [library, url + path, `${options.held}`, state]
      const child = fork(here('tracker-memory.mjs'), args, under(observer))
      const [weight] = await once(child, 'message')
      if (observer !== 'none' && weight.followed !== options.held) throw new Error('not all were followed')
      bytes.push(weight.bytes)
    }
    rows.push({ library, state, observer, bytes: median(bytes) })
  }
  return rows
}

/**
 * What the tracker adds to the start of a program, in milliseconds.
 *
 * @returns {Promise<Starts>}
 */
async function timeStarts() {
  const twin = requireBuilt('packages/node/dist/register/register.cjs')
  const starts = [
    { name: 'node -e 0', args: ['-e', '0'], ms: [0] },
    { name: 'node --import @halfopen/node/register -e 0', args: ['--import', register, '-e', '0'], ms: [0] },
    { name: 'node --require @halfopen/node/register -e 0', args: ['--require', twin, '-e', '0'], ms: [0] },
  ]
  for (const start of starts) time(start)
  for (const { ms } of starts) ms.length = 0
  await inRotation(options.empty, starts, async (start) => time(start))
  return starts
}

/** @param {{args: string[], ms: number[]}} start */
function time({ args, ms }) {
  const began = performance.now()
  spawnSync(process.execPath, args, { stdio: 'ignore' })
  ms.push(performance.now() - began)
}

/**
 * By how much a figure differs from that of the same program without an observer: the median over the starts, of the
 * median over the rounds of a start.
 *
 * @param {Measured} program
 * @param {keyof Batch} figure
 */
function ratio({ library, starts }, figure) {
  const bare = throughput.find((other) => other.library === library && other.observer === 'none')
  return median(
    starts.map((batches, nth) =>
      median(batches.map((batch, at) => batch[figure] / (bare?.starts[nth]?.[at]?.[figure] ?? Number.NaN))),
    ),
  )
}

/** @param {Measured} program @param {keyof Batch} figure */
function typical({ starts }, figure) {
  return median(starts.flat().map((batch) => batch[figure]))
}

/** @param {string} library @param {string} observer */
function lossOf(library, observer) {
  const program = throughput.find((other) => other.library === library && other.observer === observer)
  return program === undefined ? Number.NaN : (1 - ratio(program, 'perSecond')) * 100
}

/** @param {string} library @param {string} state @param {string} observer */
function weightOf(library, state, observer) {
  const bytes = (/** @type {string} */ name) =>
    weights.find((weight) => weight.library === library && weight.state === state && weight.observer === name)?.bytes ??
    Number.NaN
  return (bytes(observer) - bytes('none')) / 2 ** 20
}

/** @param {Starts} starts */
function report(starts) {
  const targets = judge([
    ...LIBRARIES.flatMap(targetsOf),
    { what: 'start with --import', measured: laterBy(starts, 1), bound: { atMost: 30 }, unit: 'ms' },
  ])
  writeReport({
    out: options.out,
    title: 'The tracker',
    command: commandLine(COMMAND, options),
    sections: [...throughputSections(), ...weightSections(), ...startSections(starts), targetLines(targets)],
    raw: {
      throughput,
      weights,
      starts: starts.map(({ name, ms }) => ({ name, ms })),
      targets,
    },
  })
}

/** @param {string} library */
function targetsOf(library) {
  const observed = lossOf(library, 'observe')
  const [warned, others] = [lossOf(library, 'warn'), lossOf(library, 'opentelemetry')]
  return [
    { what: `${library}: throughput lost to observe`, measured: observed, bound: { atMost: 3 }, unit: '%' },
    { what: `${library}: throughput lost to warn`, measured: warned, bound: { atMost: 8 }, unit: '%' },
    { what: `${library}: warn, by OpenTelemetry's loss`, measured: warned / others, bound: { atMost: 1 }, unit: '×' },
    ...STATES.map((state) => ({
      what: `${library}: memory of ${options.held} connections, ${state}`,
      measured: weightOf(library, state, 'observe'),
      bound: { atMost: options.held / 1000 },
      unit: 'MiB',
    })),
  ]
}

function throughputSections() {
  const rows = throughput.map((program) => [
    program.library,
    program.observer,
    typical(program, 'perSecond').toFixed(0),
    program.observer === 'none' ? '–' : `${((1 - ratio(program, 'perSecond')) * 100).toFixed(1)} %`,
    typical(program, 'cpuUs').toFixed(1),
    ratio(program, 'cpuUs').toFixed(3),
  ])
  return [
    `Programs of their own that ask for 200 bytes ${options.lanes} at a time and do nothing else, all against one server process; each under one observer, started ${options.starts} times, with ${options.rounds} interleaved rounds of ${options.requests} requests. *lost* is the median of what the observer takes from the throughput of the same program without one; a program that works on its answers loses less. OpenTelemetry is its instrumentations of undici and http with a provider whose spans nobody exports.`,
    table(['program', 'observer', 'requests/s', 'lost', 'CPU µs a request', 'CPU ×'], rows),
  ]
}

function weightSections() {
  return [
    `Memory of the tracker itself and of ${options.held} connections: idle, or each with a response that nobody reads, after the tracker has looked at them.`,
    table(
      ['program', 'connections', 'observe', 'warn'],
      STATES.flatMap((state) =>
        LIBRARIES.map((library) => [
          library,
          state,
          ...['observe', 'warn'].map((mode) => `${weightOf(library, state, mode).toFixed(2)} MiB`),
        ]),
      ),
    ),
  ]
}

/** @param {Starts} starts */
function startSections(starts) {
  return [
    `Start of a program that does nothing, median of ${options.empty}:`,
    table(
      ['command', 'ms', 'more'],
      starts.map(({ name, ms }, at) => [`\`${name}\``, median(ms).toFixed(1), laterBy(starts, at).toFixed(1)]),
    ),
  ]
}

/** @param {Starts} starts @param {number} at */
function laterBy(starts, at) {
  return median(starts[at]?.ms ?? []) - median(starts[0]?.ms ?? [])
}
