// @ts-check
/** What do the promises of createDispatcher and createAgent cost, beside clients that make none? */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { inRotation, median } from '../stopwatch/index.mjs'
import { openContenders } from './client-contenders.mjs'

setFlagsFromString('--expose-gc')
const collectGarbage = /** @type {() => void} */ (runInNewContext('gc'))

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

const clients = (await openContenders(options.connections)).map((contender) => ({
  ...contender,
  /** @type {number[]} */
  perSecond: [],
  /** @type {number[]} */
  p50: [],
  /** @type {number[]} */
  p99: [],
}))
for (const client of clients) await measure(client, options.requests / 4)
for (const { perSecond, p50, p99 } of clients) perSecond.length = p50.length = p99.length = 0
await inRotation(options.rounds, clients, async (client) => {
  // Else each client pays for the garbage, and the cold code, of the one before it: in a rotation always the same.
  collectGarbage()
  for (let nth = 0; nth < options.connections; nth += 1) await client.get(url)
  await measure(client, options.requests)
})
server.disconnect()
report()
// The idle connections of eight clients would keep it alive.
process.exit()

/** @typedef {{get: (url: string) => Promise<string>, perSecond: number[], p50: number[], p99: number[]}} Measured */

/** @param {Measured} client @param {number} requests */
async function measure(client, requests) {
  /** @type {number[]} */
  const took = []
  let left = requests
  const lane = async () => {
    while (left > 0) {
      left -= 1
      const began = performance.now()
      if ((await client.get(url)).length !== 200) throw new Error('an answer was not read')
      took.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: options.connections }, lane))
  client.perSecond.push((took.length * 1000) / (performance.now() - began))
  took.sort((a, b) => a - b)
  client.p50.push(took[Math.floor(took.length * 0.5)] ?? Number.NaN)
  client.p99.push(took[Math.floor(took.length * 0.99)] ?? Number.NaN)
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
      `${options.connections} connections, all busy, ${options.requests} GETs of 200 bytes in each of ${options.rounds} interleaved rounds; the server is a process of its own, the clients share one. Medians of the rounds; *least* and *most* show how quiet the machine was. createAgent makes ${ratios(agent?.perSecond ?? [], plain?.perSecond ?? []).toFixed(2)} × the requests of node:http's own Agent.`,
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
