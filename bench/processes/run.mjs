// @ts-check
/** What it costs to see how many descriptors each process uses, and how many it may use. */
import { compile, insideArena, startHolder } from '../arena/index.mjs'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { cost, inRotation, median } from '../stopwatch/index.mjs'
import { openProcessReader } from './halfopen-processes.mjs'
import { byListing, byStat } from './plain.mjs'

/** @typedef {import('./halfopen-processes.mjs').Descriptors} Descriptors */
/** @typedef {{label: string, read: (pids: readonly number[]) => Descriptors[] | Promise<Descriptors[]>}} Reader */

const COMMAND = 'node bench/processes/run.mjs'

const options = readOptions(COMMAND, {
  processes: { default: 100, help: 'processes to read' },
  descriptors: { default: 200, least: 8, help: 'descriptors that each process holds' },
  rounds: { default: 51, help: 'every round reads all processes once in each way' },
  'peers-only': { default: false, help: 'measure without halfopen, before it is built' },
  out: { default: 'bench/results/processes.md', help: 'the report; its raw figures stand beside it as .json' },
})

await insideArena(async (scratch) => {
  const ours = options['peers-only'] ? null : await openProcessReader()
  const expected = await startProcesses(scratch)
  const readers = [...(ours ? [{ label: 'halfopen', read: ours.read }] : []), ...plainReaders()]
  for (const reader of readers) await requireRight(reader, expected)
  const series = await measure(
    readers,
    expected.map(({ pid }) => pid),
  )
  await ours?.close()
  report(series)
})

/** @returns {Reader[]} */
function plainReaders() {
  return [
    { label: 'plain Node.js: `stat` of the folder', read: byStat },
    { label: 'plain Node.js: entries of the folder', read: byListing },
  ]
}

/**
 * Every process gets numbers of its own, so that one read for another shows.
 *
 * @param {string} scratch
 * @returns {Promise<Descriptors[]>}
 */
async function startProcesses(scratch) {
  const program = compile(new URL('../arena/hold.c', import.meta.url), scratch)
  const wanted = Array.from({ length: options.processes }, (_, index) => ({
    used: options.descriptors + index,
    limit: 2 * options.descriptors + index,
  }))
  return Promise.all(
    wanted.map(async ({ used, limit }) => {
      const holder = startHolder(program, ['descriptors', used, limit])
      await holder.expect('ready')
      return { pid: holder.pid, used, limit }
    }),
  )
}

/** @param {Reader} reader @param {readonly Descriptors[]} expected */
async function requireRight({ label, read }, expected) {
  const seen = new Map((await read(expected.map(({ pid }) => pid))).map((one) => [one.pid, one]))
  for (const { pid, used, limit } of expected) {
    const one = seen.get(pid)
    if (one?.used === used && one.limit === limit) continue
    throw new Error(`${label}: ${one?.used} of ${one?.limit} descriptors instead of ${used} of ${limit}`)
  }
}

/** @param {readonly Reader[]} readers @param {readonly number[]} pids */
async function measure(readers, pids) {
  const series = readers.map(({ label }) => ({ label, milliseconds: newNumbers() }))
  await inRotation(options.rounds, readers, async ({ label, read }) => {
    const { wall } = await cost(() => read(pids))
    series.find((one) => one.label === label)?.milliseconds.push(wall * 1000)
  })
  return series
}

/** @returns {number[]} */
function newNumbers() {
  return []
}

/** @param {Awaited<ReturnType<typeof measure>>} series */
function report(series) {
  const { processes, descriptors, rounds } = options
  const rows = series.map(({ label, milliseconds }) => [
    label,
    median(milliseconds).toFixed(2),
    Math.min(...milliseconds).toFixed(2),
    Math.max(...milliseconds).toFixed(2),
  ])
  const judged = judge(targets(series))
  writeReport({
    out: options.out,
    title: `Descriptors of ${processes} processes`,
    command: commandLine(COMMAND, options),
    sections: [
      `Descriptors in use and their limit for ${processes} processes with ${descriptors} and more descriptors each, ${rounds} interleaved rounds in one process that has read them once before.`,
      table(['reader', 'median ms', 'least ms', 'most ms'], rows),
      ...(judged.length > 0 ? [targetLines(judged)] : []),
    ],
    raw: { processes, descriptors, rounds, series, targets: judged },
  })
}

/** @param {Awaited<ReturnType<typeof measure>>} series */
function targets(series) {
  const what = `descriptors and limits of ${options.processes} processes, median`
  const ours = series.filter(({ label }) => label === 'halfopen')
  return ours.map(({ milliseconds }) => ({ what, measured: median(milliseconds), bound: { atMost: 2 }, unit: 'ms' }))
}
