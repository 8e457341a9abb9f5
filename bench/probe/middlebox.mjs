// @ts-check
/** What the userspace middleboxes cost, how much passes through them, and how exact their timers are. */
import { setTimeout as sleep } from 'node:timers/promises'
import { insideArena } from '../arena/index.mjs'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { requireBuilt } from '../repository.mjs'
import { inRotation, median } from '../stopwatch/index.mjs'
import { openMany, plainTimerErrors, throughput, timerErrors } from './middlebox-clients.mjs'
import { startRelay, startSink } from './middlebox-programs.mjs'

const COMMAND = 'node bench/probe/middlebox.mjs'
const BACKENDS = /** @type {const} */ (['native', 'portable'])
/** The timeout is so long that nothing is forgotten meanwhile, and the poll interval the longest. */
const LONG = { idleTimeoutMs: 40_000, pollIntervalMs: 100 }

const options = readOptions(COMMAND, {
  flows: { default: 1000, help: 'idle flows for the cost of polling' },
  seconds: { default: 10, most: 30, help: 'how long that is measured' },
  megabytes: { default: 512, help: 'sent for each throughput' },
  rounds: { default: 9, help: 'every round sends once through each' },
  timeout: { default: 3500, least: 1600, most: 40_000, help: 'idle timeout for the timer error, ms' },
  timers: { default: 400, help: 'flows for the timer error' },
  out: { default: 'bench/results/middlebox.md', help: 'the report; its raw figures stand beside it as .json' },
})
const timers = { flows: options.timers, idleTimeoutMs: options.timeout }
const pollIntervalMs = Math.min(options.timeout / 400, 100)

await insideArena(async () => {
  requireBuilt('packages/lab/dist')
  const sink = await startSink()
  const polling = await measurePolling(sink.port)
  const passing = await measurePassing(sink.port)
  const timing = await measureTiming(sink.port)
  report({ polling, passing, timing })
})

/** @param {number} targetPort */
async function measurePolling(targetPort) {
  const rows = []
  for (const kind of BACKENDS) {
    const relay = await startRelay({ kind, targetPort, idleTimeoutMs: LONG.idleTimeoutMs })
    const idle = await cpuOver(relay)
    const sockets = await openMany(relay.port, options.flows)
    await sleep(1000)
    const busy = await cpuOver(relay)
    const polls = (options.seconds * 1000) / LONG.pollIntervalMs
    rows.push({ kind, idle, busy, perFlowAndPoll: Math.max(0, busy - idle) / polls / options.flows })
    for (const socket of sockets) socket.destroy()
    await relay.stop()
  }
  return rows
}

/**
 * @param {Awaited<ReturnType<typeof startRelay>>} relay
 * @returns {Promise<number>} µs of CPU in the time that is measured
 */
async function cpuOver(relay) {
  const before = await relay.cpu()
  await sleep(options.seconds * 1000)
  return (await relay.cpu()) - before
}

/** @param {number} targetPort */
async function measurePassing(targetPort) {
  const kinds = /** @type {const} */ (['bare', ...BACKENDS])
  const relays = await Promise.all(
    kinds.map(async (kind) => ({
      kind: /** @type {string} */ (kind),
      ...(await startRelay({ kind, targetPort, idleTimeoutMs: LONG.idleTimeoutMs })),
    })),
  )
  const ways = [{ kind: 'direct', port: targetPort }, ...relays].map(({ kind, port }) => ({
    kind,
    port,
    gbits: newNumbers(),
  }))
  const bytes = options.megabytes * 2 ** 20
  for (const { port } of ways) await throughput(port, bytes / 8)
  await inRotation(options.rounds, ways, async ({ port, gbits }) => void gbits.push(await throughput(port, bytes)))
  for (const relay of relays) await relay.stop()
  return ways
}

/** @param {number} targetPort */
async function measureTiming(targetPort) {
  /** @type {{kind: string, errors: number[]}[]} */
  const rows = [{ kind: 'a timer of Node.js', errors: sorted(await plainTimerErrors(timers)) }]
  for (const kind of BACKENDS) {
    const relay = await startRelay({ kind, targetPort, idleTimeoutMs: options.timeout })
    rows.push({ kind, errors: sorted(await timerErrors(relay.port, timers)) })
    await relay.stop()
  }
  return rows
}

/** @param {{polling: Awaited<ReturnType<typeof measurePolling>>, passing: Awaited<ReturnType<typeof measurePassing>>, timing: Awaited<ReturnType<typeof measureTiming>>}} measured */
function report({ polling, passing, timing }) {
  const judged = judge(targets({ polling, passing, timing }))
  writeReport({
    out: options.out,
    title: 'The middleboxes in userspace',
    command: commandLine(COMMAND, options),
    sections: [
      `CPU of the middlebox with ${options.flows} idle flows, one poll each ${LONG.pollIntervalMs} ms, over ${options.seconds} s; less what it takes with none. The portable backend does not poll.`,
      table(
        ['backend', 'CPU ms', 'without flows ms', 'µs per flow and poll'],
        polling.map(({ kind, busy, idle, perFlowAndPoll }) => [
          kind,
          (busy / 1000).toFixed(0),
          (idle / 1000).toFixed(0),
          perFlowAndPoll.toFixed(2),
        ]),
      ),
      `One connection, ${options.megabytes} MiB in one direction, ${options.rounds} interleaved rounds; sender, relay and receiver are processes of their own. *bare* is two sockets and \`pipe\` in plain Node.js.`,
      table(
        ['way', 'median Gbit/s', 'least', 'most'],
        passing.map(({ kind, gbits }) => [
          kind,
          ...[median(gbits), Math.min(...gbits), Math.max(...gbits)].map((n) => n.toFixed(2)),
        ]),
      ),
      `${options.timers} flows that send one byte and fall silent, timeout ${options.timeout} ms, poll interval ${pollIntervalMs} ms: how much later than the timeout the client is reset, as its own clock sees it; and a plain timer in the client, which is late by what the machine is busy with.`,
      table(
        ['backend', 'least ms', 'median ms', '99 % ms', 'most ms'],
        timing.map(({ kind, errors }) => [kind, ...[0, 0.5, 0.99, 1].map((share) => at(errors, share).toFixed(2))]),
      ),
      targetLines(judged),
    ],
    raw: { polling, passing, timing, targets: judged },
  })
}

/** @param {Parameters<typeof report>[0]} measured */
function targets({ polling, passing, timing }) {
  const gbits = (/** @type {string} */ wanted) => median(passing.find(({ kind }) => kind === wanted)?.gbits ?? [])
  const [native] = polling
  return [
    {
      what: 'native: CPU per flow and poll',
      measured: native?.perFlowAndPoll ?? Number.NaN,
      bound: { atMost: 5 },
      unit: 'µs',
    },
    ...BACKENDS.map((kind) => ({
      what: `${kind}: throughput against the bare relay`,
      measured: gbits(kind) / gbits('bare'),
      bound: { atLeast: 0.5 },
      unit: '×',
    })),
    ...timing.slice(1).flatMap(({ kind, errors }) => [
      { what: `${kind}: never early, least error`, measured: at(errors, 0), bound: { atLeast: 0 }, unit: 'ms' },
      {
        what: `${kind}: timer error, median`,
        measured: at(errors, 0.5),
        bound: { atMost: pollIntervalMs },
        unit: 'ms',
      },
    ]),
  ]
}

/** @param {readonly number[]} values */
function sorted(values) {
  return values.toSorted((a, b) => a - b)
}

/** @param {readonly number[]} sorted @param {number} share */
function at(sorted, share) {
  return sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
}

/** @returns {number[]} */
function newNumbers() {
  return []
}
