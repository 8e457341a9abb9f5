// @ts-check
/** One client, in a process of its own. Arguments: its name, connections, url. It answers every message `{requests}` with what they took. */
import { openContenders } from './client-contenders.mjs'

const [name, connections = '', url = ''] = process.argv.slice(2)
const lanes = Number(connections)
const client = (await openContenders(lanes)).find((contender) => contender.name === name)
if (client === undefined) throw new Error(`there is no client ${name}`)
const { get } = client

process.on('message', (message) => void answer(/** @type {{requests: number}} */ (message)))
process.once('disconnect', () => process.exit())
process.send?.('ready')

/** @param {{requests: number}} batch */
async function answer({ requests }) {
  process.send?.(await measure(requests))
}

/** @param {number} requests */
async function measure(requests) {
  /** @type {number[]} */
  const took = []
  let left = requests
  const lane = async () => {
    while (left > 0) {
      left -= 1
      const began = performance.now()
      if ((await get(url)).length !== 200) throw new Error('an answer was not read')
      took.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: lanes }, lane))
  const perSecond = (took.length * 1000) / (performance.now() - began)
  took.sort((a, b) => a - b)
  const at = (/** @type {number} */ share) => took[Math.floor(took.length * share)] ?? Number.NaN
  return { perSecond, p50: at(0.5), p99: at(0.99) }
}
