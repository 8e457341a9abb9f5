// @ts-check
/** Does anything leak, get lost or hang when very many requests meet faults of every kind? */
import { loadavg } from 'node:os'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { buildSoak } from './build-soak.mjs'

const COMMAND = 'node bench/node/soak.mjs'

const options = readOptions(COMMAND, {
  requests: { default: 1_000_000, least: 5_000, help: 'asked in all' },
  seed: { default: 1, least: 0, most: 1_000_000, help: 'fixes the requests and the faults, though not when they meet' },
  out: { default: 'bench/results/node-soak.md', help: 'the report; its raw figures stand beside it as .json' },
})

/** @typedef {{asked: number, answered: number, ended: number, failed: number, again: number}} Tally */
/** @typedef {{descriptors: number, sockets: number, heapBytes: number}} Census */
/** @typedef {{requests: number, atRest: Census, available: number, closed: Census}} Stage */

const PATHS = {
  direct: 'nothing in between',
  'idle-fin': 'the server closes what is idle for 120 ms and does not say so',
  'idle-reset': 'the server resets what is idle for 120 ms and promises a minute',
  forget: 'the path forgets what is idle for 700 ms, and answers the next request with a RST',
  'every-n': 'closed in the middle of about every tenth request of a connection',
  slow: 'latency, slicer, slow_accept come and go',
  resets: 'reset_peer comes and goes, with a chance of 20 to 100 %',
  cuts: 'limit_data and close_after (time, bytes; FIN, RST) come and go',
  silent: 'timeout and half_open come and go',
  down: 'the proxy is down now and then',
  restart: 'the server restarts now and then',
}

const built = await buildSoak()
const before = loadavg()[0] ?? 0
try {
  const { programs, soak } = built
  const { requests, seed } = options
  const onStage = (/** @type {Stage} */ stage) => process.stderr.write(`${stage.requests} requests\n`)
  report(await soak({ programs, node: process.execPath, requests, seed, onStage }))
} finally {
  await built.remove()
}

/** @param {any} outcome */
function report(outcome) {
  const { account, before: start, byPath, byManner, stages, seconds, load, windows } = outcome
  const judged = judge(targetsOf(outcome))
  writeReport({
    out: options.out,
    title: 'The soak of the client',
    command: commandLine(COMMAND, options),
    sections: [
      `${options.requests} requests in ${seconds.toFixed(0)} s (${(options.requests / seconds).toFixed(0)} a second) through createDispatcher (undici.request and fetch) and createAgent (node:http), in a process of its own; servers, proxies and faults in another. The machine's load was ${before.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after; the client took ${load.client.cpuSeconds.toFixed(0)} s of CPU, the laboratory ${load.laboratory.cpuSeconds.toFixed(0)} s. Loop delays (p99, most): client ${delays(load.client)}, laboratory ${delays(load.laboratory)}.`,
      targetLines(judged),
      '*Lost*: it could have been sent again. That is, as sockets and the server tell: not a byte of an answer had come, the connection had carried others or nothing had been sent on it, and the request means the same twice. For createAgent, which cannot, the caller asks again as got does. *Accounted for*: while it was under way a fault of its path was in force that ends requests with this code, or it died on a stale connection and must not be sent twice. *Arrived twice* is counted by the server, and on the wire.',
      '## By path',
      tallies('path', Object.keys(PATHS), byPath),
      Object.entries(PATHS)
        .map(([name, what]) => `- **${name}**: ${what}`)
        .join('\n'),
      '*Ended*: by its own will, with the code that it must have: an abort, a deadline, a handler that throws, a body left unread. *Sent again*: put on the wire more than once.',
      '## By manner',
      tallies('manner', Object.keys(byManner).toSorted(), byManner),
      `## Failures accounted for`,
      table(['reason', 'requests'], reasonsOf(account)),
      `${windows.length} faults were in force in turn, one after the other on each path.`,
      '## What the client process holds',
      table(
        ['after', 'descriptors', 'sockets', 'heap MB', 'at rest: sockets', 'idle by the pools'],
        [
          stageRow('0', start),
          ...stages.map((/** @type {Stage} */ stage) => stageRow(`${stage.requests}`, stage.closed, stage)),
        ],
      ),
      '*At rest*: no request under way, pools open; then all clients are closed, and counted again. One socket is the channel to the parent process.',
    ],
    raw: { ...outcome, windows: windows.length, targets: judged },
  })
}

/** @param {any} outcome */
function targetsOf({ account, forbiddenTwice, answeredUnseen, unrest, before, stages }) {
  const closed = stages.map((/** @type {Stage} */ { closed }) => closed)
  const most = (/** @type {'descriptors' | 'sockets'} */ what) =>
    Math.max(...closed.map((/** @type {Census} */ census) => Math.abs(census[what] - before[what])))
  const unpooled = stages.map(
    (/** @type {Stage} */ { atRest, available }) => atRest.sockets - before.sockets - available,
  )
  const grownMb = (closed.at(-1).heapBytes - closed[0].heapBytes) / 2 ** 20
  return [
    none('lost', account.lost.length),
    none('failed, and not accounted for', account.unaccounted.length),
    none("another's answer, or half of one", account.wrong.length),
    none('arrived twice, and must not', forbiddenTwice),
    none('answered, and never arrived', answeredUnseen),
    none('descriptors more or fewer than at the start', most('descriptors')),
    none('sockets more or fewer than at the start', most('sockets')),
    none('at rest: sockets that no pool knows', Math.max(...unpooled)),
    none('at rest: pools beyond their bounds, or not empty', unrest.length),
    { what: 'heap grown from 20 % to 100 %', measured: grownMb, bound: { atMost: 2 }, unit: 'MB' },
  ]
}

/** @param {string} what @param {number} measured */
function none(what, measured) {
  return { what, measured, bound: { atMost: 0 }, unit: '' }
}

/** @param {string} head @param {string[]} names @param {Record<string, Tally>} tallies */
function tallies(head, names, tallies) {
  const row = (/** @type {string} */ name) => {
    const { asked = 0, answered = 0, ended = 0, failed = 0, again = 0 } = tallies[name] ?? {}
    return [name, ...[asked, answered, ended, failed, again].map(String)]
  }
  return table([head, 'asked', 'answered', 'ended', 'failed', 'sent again'], names.map(row))
}

/** @param {{byFault: Record<string, number>, notRepeatable: number}} account */
function reasonsOf({ byFault, notRepeatable }) {
  const faults = Object.entries(byFault).map(([fault, count]) => [fault, `${count}`])
  return [...faults, ['died on a stale connection, must not be sent twice', `${notRepeatable}`]]
}

/** @param {string} after @param {Census} closed @param {Stage} [stage] */
function stageRow(after, { descriptors, sockets, heapBytes }, stage) {
  const rest = stage === undefined ? ['–', '–'] : [`${stage.atRest.sockets}`, `${stage.available}`]
  return [after, `${descriptors}`, `${sockets}`, (heapBytes / 2 ** 20).toFixed(1), ...rest]
}

/** @param {{loopDelayMs: {p99: number, most: number}}} load */
function delays({ loopDelayMs: { p99, most } }) {
  return `${p99.toFixed(0)} and ${most.toFixed(0)} ms`
}
