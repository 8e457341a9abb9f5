// @ts-check
/** What do the promises of createDispatcher and createAgent cost, beside clients that make none? */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { inRotation, median } from '../stopwatch/index.mjs'
import { openContenders } from './client-contenders.mjs'

/** Batches until V8 has compiled what there is to compile. */
const WARM_ROUNDS = 1

const COMMAND = 'node bench/node/client.mjs'

const options = readOptions(COMMAND, {
  connections: { default: 50, help: 'of each client, all of them busy' },
  requests: {
    default: 20_000,
    help: 'of each client in each round: fewer, and one major collection of garbage decides its p99',
  },
  starts: { default: 3, help: 'of each client: what V8 compiles, and where it lies, differs from start to start' },
  rounds: { default: 5, help: 'of each start; every round measures each client once' },
  out: { default: 'bench/results/node-client.md', help: 'the report; its raw figures stand beside it as .json' },
})

const server = fork(fileURLToPath(new URL('client-server.mjs', import.meta.url)))
const [port] = /** @type {[number]} */ (await once(server, 'message'))
const url = `http://127.0.0.1:${port}/`

const names = (await openContenders(options.connections)).map(({ name }) => name)
/** @type {Client[]} */
const clients = names.map((name) => ({ name, starts: [] }))
for (let nth = 0; nth < options.starts; nth += 1) await measureOnce()
server.disconnect()
report()
// The contenders that were opened for their names would keep it alive.
process.exit()

/** @typedef {{perSecond: number[], p50: number[], p99: number[]}} Start */
/** @typedef {{name: string, starts: Start[]}} Client */
/** @typedef {{child: import('node:child_process').ChildProcess} & Start} Running */

/** One start of each client, measured in turn. */
async function measureOnce() {
  const running = await Promise.all(names.map(start))
  await inRotation(WARM_ROUNDS, running, measure)
  for (const { perSecond, p50, p99 } of running) perSecond.length = p50.length = p99.length = 0
  await inRotation(options.rounds, running, measure)
  for (const [nth, { child, ...start }] of running.entries()) {
    child.disconnect()
    clients[nth]?.starts.push(start)
  }
}

/**
 * @param {string} name
 * @returns {Promise<Running>}
 */
async function start(name) {
  const child = fork(fileURLToPath(new URL('client-program.mjs', import.meta.url)), [
    name,
    `${options.connections}`,
    url,
  ])
  await once(child, 'message')
  return { child, perSecond: [], p50: [], p99: [] }
}

/** @param {Running} client */
async function measure({ child, perSecond, p50, p99 }) {
  child.send({ requests: options.requests })
  const [took] = await once(child, 'message')
  perSecond.push(took.perSecond)
  p50.push(took.p50)
  p99.push(took.p99)
}

function report() {
  const [ours, bare, agent, plain] = clients
  const others = clients.filter(({ name }) => !name.startsWith('create'))
  const judged = judge([
    {
      what: "createDispatcher's requests a second, by undici's",
      measured: speedBy(ours, bare),
      bound: { atLeast: 0.97 },
      unit: '×',
    },
    {
      what: "createDispatcher's p99, by the best of the others",
      measured: p99By(ours, others),
      bound: { atMost: 1 },
      unit: '×',
    },
  ])
  writeReport({
    out: options.out,
    title: 'The client',
    command: commandLine(COMMAND, options),
    sections: [
      `${options.connections} connections, all busy, ${options.requests} GETs of 200 bytes in each of ${options.rounds} interleaved rounds of ${options.starts} starts; the server and each client are processes of their own. Medians of the starts, of the medians of their rounds; *least* and *most* show how quiet the machine was. createDispatcher's p99 is ${p99By(ours, [bare]).toFixed(2)} × that of undici's Agent, which it is built on. createAgent makes ${speedBy(agent, plain).toFixed(2)} × the requests of node:http's own Agent.`,
      table(
        ['client', 'requests/s', 'least', 'most', 'p50 ms', 'p99 ms'],
        clients.map(({ name, starts }) => [
          name,
          typical(starts, 'perSecond').toFixed(0),
          Math.min(...starts.flatMap(({ perSecond }) => perSecond)).toFixed(0),
          Math.max(...starts.flatMap(({ perSecond }) => perSecond)).toFixed(0),
          typical(starts, 'p50').toFixed(2),
          typical(starts, 'p99').toFixed(2),
        ]),
      ),
      targetLines(judged),
    ],
    raw: {
      rounds: options.rounds,
      clients,
      targets: judged,
    },
  })
}

/** @param {Start[]} starts @param {keyof Start} figure */
function typical(starts, figure) {
  return median(starts.map((start) => median(start[figure])))
}

/**
 * How many times as many requests one client makes: round by round, because the machine changes.
 *
 * @param {Client | undefined} one
 * @param {Client | undefined} other
 */
function speedBy(one, other) {
  const ofStart = (/** @type {Start} */ { perSecond }, /** @type {number} */ nth) =>
    median(perSecond.map((value, at) => value / (other?.starts[nth]?.perSecond[at] ?? Number.NaN)))
  return median((one?.starts ?? []).map(ofStart))
}

/**
 * By the best of the others in the same start.
 *
 * @param {Client | undefined} one
 * @param {(Client | undefined)[]} others
 */
function p99By(one, others) {
  const best = (/** @type {number} */ nth) => Math.min(...others.map((other) => median(other?.starts[nth]?.p99 ?? [])))
  return median((one?.starts ?? []).map(({ p99 }, nth) => median(p99) / best(nth)))
}
