// @ts-check
import { startHolder } from './holder.mjs'

/** @typedef {import('./holder.mjs').Holder} Holder */

/**
 * @typedef {object} Held
 * @property {number} rows connections in the table, both ends counted, listeners not
 * @property {number} closeWait how many of them are in CLOSE-WAIT
 * @property {(connections: number) => Promise<void>} churn replaces that many, spread over the holders
 * @property {() => Promise<void>} stop
 */

/**
 * How many connections one pair of processes must open to make at least `rows`
 * rows. A connection is two rows, but one where the server has closed is one:
 * the server's end has left the table.
 *
 * @param {number} rows
 * @param {number} closePercent
 */
function connectionsFor(rows, closePercent) {
  let connections = Math.ceil(rows / (2 - closePercent / 100)) - 1
  while (rowsOf(connections, closePercent) < rows) connections += 1
  return connections
}

/**
 * @param {number} connections
 * @param {number} closePercent
 */
function rowsOf(connections, closePercent) {
  return 2 * connections - closedOf(connections, closePercent)
}

/** @param {number} connections @param {number} closePercent */
function closedOf(connections, closePercent) {
  return Math.floor((connections * closePercent) / 100)
}

/**
 * Fills the table: half of the processes serve, half connect, each pair on
 * addresses of its own so that no pair runs out of ports.
 *
 * @param {{program: string, rows: number, processes: number, closePercent: number}} wanted
 * @returns {Promise<Held>}
 */
export async function holdConnections({ program, rows, processes, closePercent }) {
  const pairs = processes / 2
  const perPair = connectionsFor(rows / pairs, closePercent)
  const numbers = Array.from({ length: pairs }, (_, index) => index + 1)
  const servers = numbers.map((n) => startHolder(program, ['serve', server(n), PORT, closePercent]))
  await expectAll(servers, 'ready')
  const clients = numbers.map((n) => startHolder(program, ['connect', server(n), PORT, client(n), perPair]))
  await expectAll(clients, 'ready')
  return {
    rows: pairs * rowsOf(perPair, closePercent),
    closeWait: pairs * closedOf(perPair, closePercent),
    churn: (connections) => churn(clients, connections),
    stop: async () => void (await Promise.all([...clients, ...servers].map((holder) => holder.stop()))),
  }
}

const PORT = 8080

/** @param {number} pair */
const server = (pair) => `127.0.${pair}.1`

/** @param {number} pair */
const client = (pair) => `127.1.${pair}.1`

/** @param {Holder[]} holders @param {string} word */
async function expectAll(holders, word) {
  await Promise.all(holders.map((holder) => holder.expect(word)))
}

/** @param {Holder[]} clients @param {number} connections */
async function churn(clients, connections) {
  const each = Math.ceil(connections / clients.length)
  for (const holder of clients) holder.say(`churn ${each}\n`)
  await expectAll(clients, 'churned')
}
