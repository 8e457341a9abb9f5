/** The program under test as a process of its own: crews of clients ask, and it says what became of each request. */
import { once } from 'node:events'
import { census, type Census } from './census.js'
import type { ClientSet } from './clients.js'
import { type Ground, work } from './crew.js'
import { CREWS } from './crews.js'
import { type Load, measureLoad } from './load.js'
import { type Failure, Notes, type Tally } from './notes.js'
import type { Origins } from './paths.js'
import { Wire } from './wire.js'

/** What it tells after each fifth of the requests. */
export interface Stage {
  readonly requests: number
  readonly failures: readonly Failure[]
  /** No request is under way, and the pools are full of idle connections. */
  readonly atRest: Census
  /** Idle connections that the pools say they have then. */
  readonly available: number
  /** The clients are closed. */
  readonly closed: Census
}

/** What it tells at the end. */
export interface ClientReport {
  readonly load: Load
  readonly before: Census
  readonly byPath: Readonly<Record<string, Tally>>
  readonly byManner: Readonly<Record<string, Tally>>
  readonly unrest: readonly string[]
  readonly flags: Uint8Array
}

const STAGES = 5
const load = measureLoad()
const [requests = 0, seed = 0] = process.argv.slice(2).map(Number)
const [origins] = (await once(process, 'message')) as [Origins]
using wire = new Wire()
const notes = new Notes(requests)
process.on('disconnect', () => process.exit())
let nextId = 0
let lastOfStage = 0
const next = () => (nextId < lastOfStage ? nextId++ : undefined)
const ground: Ground = { origins, seed, wire, notes, next }

const before = await census()
for (let stage = 1; stage <= STAGES; stage += 1) {
  lastOfStage = Math.round((requests * stage) / STAGES)
  process.send?.(await playStage())
}
const { byPath, byManner, unrest, flags } = notes
const report: ClientReport = { before, load: load(), byPath, byManner, unrest, flags }
// A long message is sent in pieces.
process.send?.(report, () => process.disconnect?.())

async function playStage(): Promise<Stage> {
  const crews = await Promise.all(CREWS.map((plan) => work(plan, ground)))
  const atRest = await census(({ sockets }) => sockets - before.sockets <= availableOf(crews))
  const available = availableOf(crews)
  await Promise.all(crews.map((clients) => clients.close()))
  const closed = await census(({ descriptors }) => descriptors <= before.descriptors)
  return { requests: nextId, failures: notes.takeFailures(), atRest, available, closed }
}

function availableOf(crews: readonly ClientSet[]): number {
  return crews.reduce((sum, { available }) => sum + available, 0)
}
