// @ts-check
/** What do the promises of createDispatcher and createAgent cost, beside clients that make none? */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { inRotation, median } from '../stopwatch/index.mjs'
import { openContenders } from './client-contenders.mjs'

/** Batches until V8 has compiled what there is to compile. */
const WARM_ROUNDS = 3

const COMMAND = 'node bench/node/client.mjs'

const options = readOptions(COMMAND, {
  connections: { default: 50, help: 'of each client, all of them busy' },
  requests: { default: 4000, help: 'of each client in each round' },
  rounds: { default: 9, help: 'every round measures each client once' },
  out: { default: 'bench/results/node-client.md', help: 'the report; its raw figures stand beside it as .json' },
})

const server = fork(fileURLToPath(new URL('client-server.mjs', import.meta.url)))
const [port] = /** @type {[number]} */ (await once(server, 'message'))
const url = `http://127.0.0.1:${port}/`

const names = (await openContenders(options.connections)).map(({ name }) => name)
const clients = await Promise.all(names.map(start))
await inRotation(WARM_ROUNDS, clients, measure)
for (const { perSecond, p50, p99 } of clients) perSecond.length = p50.length = p99.length = 0
await inRotation(options.rounds, clients, measure)
for (const { child } of clients) child.disconnect()
server.disconnect()
report()
// The contenders that were opened for their names would keep it alive.
process.exit()

/** @typedef {{name: string, child: import('node:child_process').ChildProcess, perSecond: number[], p50: number[], p99: number[]}} Measured */

/**
 * @param {string} name
 * @returns {Promise<Measured>}
 */
async function start(name) {
  const child = fork(fileURLToPath(new URL('client-program.mjs', import.meta.url)), [
    name,
    `${options.connections}`,
    url,
  ])
  await once(child, 'message')
  return { name, child, perSecond: [], p50: [], p99: [] }
}

/** @param {Measured} client */
async function measure({ child, perSecond, p50, p99 }) {
  child.send({ requests: options.requests })
  const [took] = await once(child, 'message')
  perSecond.push(took.perSecond)
  p50.push(took.p50)
  p99.push(took.p99)
}

function report() {
  const [ours, bare, agent, plain] = clients
  const ratios = (/** @type {number[]} */ a, /** @type {number[]} */ b) =>
    median(a.map((value, at) => value / (b[at] ?? 0)))
  const others = clients.filter(({ name }) => !name.startsWith('create'))
  const judged = judge([
    {
      what: "createDispatcher's requests a second, by undici's",
      measured: ratios(ours?.perSecond ?? [], bare?.perSecond ?? []),
      bound: { atLeast: 0.97 },
      unit: '×',
    },
    {
      what: "createDispatcher's p99, by the best of the others",
      measured: median(ours?.p99 ?? []) / Math.min(...others.map(({ p99 }) => median(p99))),
      bound: { atMost: 1 },
      unit: '×',
    },
  ])
  writeReport({
    out: options.out,
    title: 'The client',
    command: commandLine(COMMAND, options),
    sections: [
      `${options.connections} connections, all busy, ${options.requests} GETs of 200 bytes in each of ${options.rounds} interleaved rounds; the server and each client are processes of their own. Medians of the rounds; *least* and *most* show how quiet the machine was. createAgent makes ${ratios(agent?.perSecond ?? [], plain?.perSecond ?? []).toFixed(2)} × the requests of node:http's own Agent.`,
      table(
        ['client', 'requests/s', 'least', 'most', 'p50 ms', 'p99 ms'],
        clients.map(({ name, perSecond, p50, p99 }) => [
          name,
          median(perSecond).toFixed(0),
          Math.min(...perSecond).toFixed(0),
          Math.max(...perSecond).toFixed(0),
          median(p50).toFixed(2),
          median(p99).toFixed(2),
        ]),
      ),
      targetLines(judged),
    ],
    raw: {
      rounds: options.rounds,
      clients: clients.map(({ name, perSecond, p50, p99 }) => ({ name, perSecond, p50, p99 })),
      targets: judged,
    },
  })
}
