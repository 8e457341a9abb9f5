import { setTimeout as sleep } from 'node:timers/promises'
import { type Random, seeded } from '@halfopen/lab'
import { Call, codeOf, isOfConnect, WrongAnswer } from './call.js'
import { ClientSet } from './clients.js'
import type { CrewPlan } from './crews.js'
import { choose } from './choose.js'
import type { Manner } from './manner.js'
import { monotonicMs, type Origins, type PathName } from './paths.js'
import type { Ending, Notes } from './notes.js'
import type { Wire } from './wire.js'

/** Requests of each lane until its crew gets new clients. */
const LIFE = 60
const START_MS = 200
const HUNG_MS = 40_000

/** What all crews share. */
export interface Ground {
  readonly origins: Origins
  readonly seed: number
  readonly wire: Wire
  readonly notes: Notes
  /** The next request's number; undefined: there are no more for now. */
  next(): number | undefined
}

/** Asks until there are no more numbers. @returns the clients used last, at rest and not closed. */
export async function work(plan: CrewPlan, ground: Ground): Promise<ClientSet> {
  for (;;) {
    const clients = new ClientSet(plan.totalConnections)
    const lanes = Array.from({ length: plan.lanes }, () => runLane(plan, ground, clients))
    const isMore = (await Promise.all(lanes)).some(Boolean)
    for (const what of await clients.rested()) ground.notes.notAtRest(what)
    if (!isMore) return clients
    await clients.close()
  }
}

/** @returns whether there are more numbers. */
async function runLane(plan: CrewPlan, ground: Ground, clients: ClientSet): Promise<boolean> {
  const [least, most] = plan.pauseMs
  // Not all of them at once: what is measured is not how many connections a process opens in a moment.
  await sleep(Math.random() * START_MS)
  for (let nth = 0; nth < LIFE; nth += 1) {
    const id = ground.next()
    if (id === undefined) return false
    const random = seeded(ground.seed * 1_000_003 + id)
    await ask(id, { ...ground, random, clients, path: drawn(plan.paths, random) })
    if (random() < plan.pauseShare) await sleep(least + random() * (most - least))
  }
  return true
}

const drawn = (paths: readonly PathName[], random: Random) => paths[Math.floor(random() * paths.length)] ?? 'direct'

type Scene = Ground & { readonly random: Random; readonly clients: ClientSet; readonly path: PathName }

async function ask(id: number, scene: Scene): Promise<void> {
  const { origins, path, random, clients, wire, notes } = scene
  const [name, manner] = choose(path, random)
  const call = new Call({ id, path, origin: origins[path], clients })
  const startedMs = monotonicMs()
  wire.begins(call)
  const ending = await outcomeOf(manner, call)
  wire.ended(call)
  notes.add({ call, path, name, manner, startedMs, ending })
}

/** The error's code; undefined: it was answered. What hangs is an error too: no fault of the laboratory lasts so long. */
async function outcomeOf(manner: Manner, call: Call): Promise<Ending | undefined> {
  let timer: NodeJS.Timeout | undefined
  const hung = new Promise<Ending>((resolve) => {
    timer = setTimeout(() => resolve({ code: 'SOAK_HUNG', isOfConnect: false }), HUNG_MS)
  })
  const asked = manner.ask(call).then(() => undefined, endingOf)
  const outcome = await Promise.race([asked, hung])
  clearTimeout(timer)
  return outcome
}

const endingOf = (error: unknown): Ending => ({
  code: error instanceof WrongAnswer ? `${error.code}: ${error.message}` : codeOf(error),
  isOfConnect: isOfConnect(error),
})
