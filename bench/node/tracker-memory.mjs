// @ts-check
/**
 * What connections weigh; the tracker is its parent's to load. Arguments: library, url, connections, and `unread` or
 * `idle`: their responses are left unread, or were read.
 */
// The tracker loads these for its hooks: here both programs do, so that they weigh the same.
import 'node:http'
import 'node:http2'
import 'node:https'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fromRepository } from '../repository.mjs'

const [library = '', url = '', connections = '', state = ''] = process.argv.slice(2)
/** What the corpus has installed. */
const installed = /** @type {(name: string) => any} */ (
  createRequire(fromRepository('packages/node/corpus/package.json'))
)
setFlagsFromString('--expose-gc')
const collectGarbage = /** @type {() => void} */ (runInNewContext('gc'))

const { tracker } = /** @type {any} */ (globalThis)[Symbol.for('@halfopen/node/tracker')] ?? {}
const open = opener()
/** @type {unknown[]} */
const held = []
if (state === 'unread') for (let nth = 0; nth < Number(connections); nth += 1) held.push(await open())
// All at once: each on a connection of its own.
else await Promise.all((await Promise.all(Array.from({ length: Number(connections) }, open))).map(read))
// Its look has come by: sites are formatted, what it holds is held weakly.
await new Promise((resolve) => setTimeout(resolve, 2500))
// A snapshot would ask each socket for its addresses, and Node.js would keep them.
const followed = tracker?.ledger.size ?? 0
collectGarbage()
await new Promise((resolve) => setTimeout(resolve, 200))
collectGarbage()
const [known] = /** @type {any} */ (globalThis)[Symbol.for('@halfopen/node/connections')]?.summary() ?? []
process.send?.({
  bytes: process.memoryUsage().heapUsed,
  followed: state === 'idle' ? known?.idle : followed,
})
process.disconnect()
process.exit()

function opener() {
  if (library === 'fetch') return () => fetch(url)
  if (library === 'undici') {
    const undici = installed('undici')
    const dispatcher = new undici.Agent()
    return () => undici.request(url, { dispatcher })
  }
  const http = installed('node:http')
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: Infinity })
  return () => new Promise((resolve) => http.get(url, { agent }, resolve))
}

/** @param {any} response */
async function read(response) {
  const body = response.body ?? response
  for await (const chunk of body) void chunk
}
