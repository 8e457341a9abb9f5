// @ts-check
/** What the fault proxy costs a connection, beside a bare relay and no relay at all. */
import { insideArena } from '../arena/index.mjs'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { requireBuilt } from '../repository.mjs'
import { inRotation, median } from '../stopwatch/index.mjs'
import { roundTrip, throughput } from './proxy-clients.mjs'
import { startEnd, startRelay } from './proxy-programs.mjs'

const COMMAND = 'node bench/probe/proxy.mjs'

/** Toxics that wait for nothing: what is measured is the chain. */
const LATENCY_0 = { type: 'latency', stream: 'upstream' }
const THREE = [
  LATENCY_0,
  { type: 'slicer', stream: 'upstream' },
  { type: 'limit_data', stream: 'upstream', attributes: { bytes: Number.MAX_SAFE_INTEGER } },
]

/** @typedef {{name: string, relay: 'bare' | 'lab' | undefined, toxics: readonly object[]}} Way */
/** @typedef {Way & {toSink: number, toEcho: number, gbits: number[], micros: number[]}} OpenWay */

/** @type {readonly Way[]} */
const WAYS = [
  { name: 'direct', relay: undefined, toxics: [] },
  { name: 'bare relay', relay: 'bare', toxics: [] },
  { name: 'lab proxy', relay: 'lab', toxics: [] },
  { name: 'lab proxy, 1 toxic', relay: 'lab', toxics: [LATENCY_0] },
  { name: 'lab proxy, 3 toxics', relay: 'lab', toxics: THREE },
]

const options = readOptions(COMMAND, {
  megabytes: { default: 512, help: 'sent for each throughput' },
  questions: { default: 4000, help: 'asked for each round trip' },
  rounds: { default: 11, help: 'every round measures each way once' },
  out: { default: 'bench/results/lab-proxy.md', help: 'the report; its raw figures stand beside it as .json' },
})

await insideArena(async () => {
  requireBuilt('packages/lab/dist/index.js')
  const ends = { sink: await startEnd('sink'), echo: await startEnd('echo') }
  const opened = await Promise.all(WAYS.map((way) => openWay(way, ends)))
  const ways = opened.map(({ way }) => way)
  const bytes = options.megabytes * 2 ** 20
  for (const way of ways) await measure(way, { bytes: bytes / 8, questions: options.questions })
  for (const way of ways) way.gbits.length = way.micros.length = 0
  await inRotation(options.rounds, ways, (way) => measure(way, { bytes, questions: options.questions }))
  for (const program of [ends.sink, ends.echo, ...opened.flatMap(({ relays }) => relays)]) await program.stop()
  report(ways)
})

/**
 * @param {Way} way
 * @param {{sink: {port: number}, echo: {port: number}}} ends
 */
async function openWay(way, { sink, echo }) {
  const { relay, toxics } = way
  const relays =
    relay === undefined
      ? []
      : await Promise.all([sink, echo].map(({ port }) => startRelay(relay, { targetPort: port, toxics })))
  const [toSink = sink, toEcho = echo] = relays
  /** @type {OpenWay} */
  const open = { ...way, toSink: toSink.port, toEcho: toEcho.port, gbits: [], micros: [] }
  return { way: open, relays }
}

/**
 * @param {OpenWay} way
 * @param {{bytes: number, questions: number}} size
 */
async function measure(way, { bytes, questions }) {
  way.gbits.push(await throughput(way.toSink, bytes))
  way.micros.push(await roundTrip(way.toEcho, questions))
}

/** @param {readonly OpenWay[]} ways */
function report(ways) {
  const direct = median(ways[0]?.micros ?? [])
  const [bare, lab] = [ways[1], ways[2]]
  const judged = judge([
    {
      what: 'throughput of the lab proxy, by that of the bare relay',
      measured: median(lab?.gbits ?? []) / median(bare?.gbits ?? []),
      bound: { atLeast: 0.5 },
      unit: '×',
    },
    {
      what: 'latency added by the lab proxy, by that of the bare relay',
      measured: (median(lab?.micros ?? []) - direct) / (median(bare?.micros ?? []) - direct),
      bound: { atMost: 2 },
      unit: '×',
    },
  ])
  writeReport({
    out: options.out,
    title: 'The fault proxy',
    command: commandLine(COMMAND, options),
    sections: [
      `One connection, ${options.megabytes} MiB in one direction, ${options.rounds} interleaved rounds; sender, relay and receiver are processes of their own. *bare relay* is two sockets and \`pipe\` in plain Node.js; the toxics of the last lines wait for nothing, so that what they show is the chain.`,
      table(
        ['way', 'median Gbit/s', 'least', 'most'],
        ways.map(({ name, gbits }) => [name, ...spread(gbits, 2)]),
      ),
      `A question of 64 bytes and its echo, ${options.questions} one after the other on one connection, in the same rounds; *added* is to the direct way.`,
      table(
        ['way', 'median µs', 'least', 'most', 'added µs'],
        ways.map(({ name, micros }) => [name, ...spread(micros, 1), (median(micros) - direct).toFixed(1)]),
      ),
      targetLines(judged),
    ],
    raw: {
      rounds: options.rounds,
      ways: ways.map(({ name, gbits, micros }) => ({ name, gbits, micros })),
      targets: judged,
    },
  })
}

/** @param {readonly number[]} values @param {number} digits */
function spread(values, digits) {
  return [median(values), Math.min(...values), Math.max(...values)].map((n) => n.toFixed(digits))
}
