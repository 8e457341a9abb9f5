import type { Call } from './call.js'
import type { Manner } from './manner.js'
import { monotonicMs, type PathName } from './paths.js'

/** A request that did not end as it should have. */
export interface Failure {
  readonly id: number
  readonly path: PathName
  readonly manner: string
  readonly client: Manner['client']
  readonly repeatable: boolean
  /** A code, or what was wrong with the answer. */
  readonly error: string
  readonly startedMs: number
  readonly endedMs: number
  /** The connection did not come about. */
  readonly isOfConnect: boolean
  /** How often it was put on the wire. */
  readonly attempts: number
  /** It died on a connection that had carried others. */
  readonly isReused: boolean
  readonly answerBytes: number
}

/** How many requests of one manner, or on one path, came to which end. */
export interface Tally {
  asked: number
  answered: number
  /** By the client's own will: it left, or its deadline passed. */
  ended: number
  failed: number
  /** Put on the wire more than once. */
  again: number
}

/** What is known of a request by its number. */
export const FLAGS = { repeatable: 1, answered: 2, twice: 4 } as const

/** Writes down what became of each request, in memory that does not grow with the soak. */
export class Notes {
  readonly flags: Uint8Array
  readonly byPath: Record<string, Tally> = {}
  readonly byManner: Record<string, Tally> = {}
  readonly unrest: string[] = []
  private failures: Failure[] = []

  constructor(requests: number) {
    this.flags = new Uint8Array(requests)
  }

  add({ call, path, name, manner, startedMs, ending }: Note): void {
    const { repeatable, client, ends } = manner
    const outcome = ending?.code !== ends ? 'failed' : ends === undefined ? 'answered' : 'ended'
    for (const tally of [tallyOf(this.byPath, path), tallyOf(this.byManner, name)]) {
      tally.asked += 1
      tally[outcome] += 1
      if (call.attempts > 1) tally.again += 1
    }
    this.flags[call.id] =
      (repeatable ? FLAGS.repeatable : 0) |
      (outcome === 'answered' ? FLAGS.answered : 0) |
      (call.attempts > 1 ? FLAGS.twice : 0)
    if (outcome !== 'failed') return
    const { id, attempts, isReused, answerBytes } = call
    const error = ending?.code ?? `it did not end with ${ends}`
    const isOfConnect = ending?.isOfConnect ?? false
    const seen = { isOfConnect, attempts, isReused, answerBytes, startedMs, endedMs: monotonicMs() }
    this.failures.push({ id, path, manner: name, client, repeatable, error, ...seen })
  }

  notAtRest(what: string): void {
    this.unrest.push(what)
  }

  /** The failures since the last time. */
  takeFailures(): Failure[] {
    return this.failures.splice(0)
  }
}

/** How a request ended that was not answered. */
export interface Ending {
  /** A code, or what was wrong with the answer. */
  readonly code: string
  readonly isOfConnect: boolean
}

interface Note {
  readonly call: Call
  readonly path: PathName
  readonly name: string
  readonly manner: Manner
  readonly startedMs: number
  readonly ending: Ending | undefined
}

function tallyOf(tallies: Record<string, Tally>, name: string): Tally {
  return (tallies[name] ??= { asked: 0, answered: 0, ended: 0, failed: 0, again: 0 })
}
