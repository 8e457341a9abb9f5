/** The laboratory as a process of its own: servers, the paths to them, the faults; it counts what arrives. */
import { type LabApp, type LabProxy, type Random, seeded, startApp, startProxyServer } from '@halfopen/lab'
import { CHANGING, STANDING } from './faults.js'
import { monotonicMs, type Origins, type PathName, type Window } from './paths.js'
import { type Load, measureLoad } from './load.js'
import { type Fault, playFaults } from './schedule.js'

/** What it tells at the end. */
export interface LaboratoryReport {
  readonly load: Load
  readonly windows: readonly Window[]
  /** How often each request arrived, by its number; 255 or more: 255. */
  readonly arrivals: Uint8Array
}

const load = measureLoad()
const [requests = 0, seed = 0] = process.argv.slice(2).map(Number)
const arrivals = new Uint8Array(requests)
const windows: Window[] = []
const startedMs = monotonicMs()
const over = new AbortController()

/** Every question carries its number in `mark`. */
function onRequest({ request: { path } }: { readonly request: { readonly path: string } }): void {
  const id = Number(path.slice(path.lastIndexOf('mark=') + 'mark='.length))
  arrivals[id] = Math.min(255, (arrivals[id] ?? 0) + 1)
}

const app = await startApp({ onRequest })
const idleFin = await startApp({ onRequest })
const idleReset = await startApp({ onRequest })
let restarted = await startApp({ onRequest })
const server = await startProxyServer({ seed })
const proxies = Object.fromEntries(
  await Promise.all((['forget', 'every-n', 'slow', 'resets', 'cuts', 'silent', 'down'] as const).map(proxyFor)),
) as Record<keyof typeof CHANGING | keyof typeof STANDING, LabProxy>

async function proxyFor(name: PathName): Promise<readonly [PathName, LabProxy]> {
  const upstream = `${app.address.host}:${app.address.port}`
  return [name, await server.create({ name, upstream, toxics: [...(STANDING[name] ?? [])] })]
}

/** The server goes away with all its connections, and comes back at its port. */
const restart: Fault = {
  name: 'restart',
  lasts: [1, 100],
  async apply() {
    const { address } = restarted
    await restarted[Symbol.asyncDispose]()
    return async () => void (restarted = await startApp({ ...address, onRequest }))
  },
}

const urlOf = ({ address: { host, port } }: LabProxy | LabApp) => `http://${host}:${port}`
const direct = { direct: app, 'idle-fin': idleFin, 'idle-reset': idleReset, restart: restarted }
const origins = Object.fromEntries(
  Object.entries({ ...proxies, ...direct }).map(([name, at]) => [name, urlOf(at)]),
) as Origins

const faults: [PathName, readonly Fault[]][] = [
  ['restart', [restart]],
  ...Object.entries(CHANGING).map(([name, of]): [PathName, Fault[]] => {
    const path = name as keyof typeof CHANGING
    return [path, of(proxies[path])]
  }),
]
/** Each path has a sequence of its own, so that it does not depend on the others' pace. */
function randomOf(nth: number): Random {
  return seeded(seed * 31 + nth)
}

await warmUp()
const played = faults.map(([path, faults], nth) =>
  playFaults({ path, faults, random: randomOf(nth) }, windows, over.signal),
)
process.send?.(origins)
process.once('message', () => void tell())
process.on('disconnect', () => process.exit())

/** What is compiled on the first requests stalls the loop for longer than idle timeouts last. */
async function warmUp(): Promise<void> {
  const headers = { connection: 'close' }
  for (let nth = 0; nth < 30; nth += 1) {
    const urls = Object.values(origins).map((origin) => `${origin}/echo`)
    await Promise.all(urls.map(async (url) => (await fetch(url, { headers })).text().catch(() => undefined)))
  }
}

async function tell(): Promise<void> {
  over.abort()
  windows.push({ path: 'forget', fault: 'idle_forget', fromMs: startedMs, untilMs: monotonicMs() })
  await Promise.all(played)
  process.send?.({ windows, arrivals, load: load() } satisfies LaboratoryReport)
}
