// @ts-check
/** What unread responses weigh; the tracker is its parent's to load. Arguments: library, url, connections. */
// The tracker loads these for its hooks: here both programs do, so that they weigh the same.
import 'node:http'
import 'node:http2'
import 'node:https'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fromRepository } from '../repository.mjs'

const [library = '', url = '', connections = ''] = process.argv.slice(2)
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
for (let nth = 0; nth < Number(connections); nth += 1) held.push(await open())
// Its look has come by: sites are formatted, what it holds is held weakly.
await new Promise((resolve) => setTimeout(resolve, 2500))
// A snapshot would ask each socket for its addresses, and Node.js would keep them.
const followed = tracker?.ledger.size ?? 0
collectGarbage()
await new Promise((resolve) => setTimeout(resolve, 200))
collectGarbage()
process.send?.({ bytes: process.memoryUsage().heapUsed, followed, held: held.length })
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
  const agent = new http.Agent({ keepAlive: true })
  return () => new Promise((resolve) => http.get(url, { agent }, resolve))
}
