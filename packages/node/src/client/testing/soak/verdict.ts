import type { Failure } from './notes.js'
import { FLAGS } from './notes.js'
import { CODES_OF, NOTICED, STALE_CODES, type Window } from './paths.js'

/** What a fault sets off may arrive so much later: processes take turns on few cores. */
const GRACE_MS = 1_000

/** Every failure, under the reason that is accepted for it, or under none. */
export interface Account {
  /** By fault: it was in force meanwhile, and ends requests with this code. */
  readonly byFault: Readonly<Record<string, number>>
  /** Died on a stale connection, and must not be sent twice. */
  readonly notRepeatable: number
  /** Died on a stale connection and could have been sent again: there must be none. */
  readonly lost: readonly Failure[]
  /** Another's answer, or a part of one, without an error. */
  readonly wrong: readonly Failure[]
  readonly unaccounted: readonly Failure[]
  /** Some of each fault, to look at. */
  readonly samples: Readonly<Record<string, readonly Failure[]>>
}

const SAMPLES = 5

export function account(failures: readonly Failure[], windows: readonly Window[]): Account {
  const sorted = groupedBy(failures, (failure) => reasonOf(failure, windows))
  const { lost = [], wrong = [], unaccounted = [], 'not repeatable': notRepeatable = [], ...byFault } = sorted
  const perFault = <T>(of: (failures: readonly Failure[]) => T) =>
    Object.fromEntries(Object.entries(byFault).map(([fault, failures]) => [fault, of(failures)]))
  return {
    byFault: perFault(({ length }) => length),
    samples: perFault((failures) => failures.slice(0, SAMPLES)),
    notRepeatable: notRepeatable.length,
    lost,
    wrong,
    unaccounted,
  }
}

function reasonOf(failure: Failure, windows: readonly Window[]): string {
  const { path, error, repeatable } = failure
  if (error.startsWith('SOAK_WRONG_ANSWER')) return 'wrong'
  if (neverSent(failure) || (diedStale(failure) && repeatable)) return 'lost'
  if (diedStale(failure) && NOTICED[path] !== 'nothing') return 'not repeatable'
  const window = windows.find((window) => explains(window, failure))
  return window === undefined ? 'unaccounted' : `fault: ${window.fault}`
}

/** As the wire says: on a connection used before, and not a byte of an answer. */
function diedStale({ error, isReused, answerBytes, isOfConnect }: Failure): boolean {
  return isReused && answerBytes === 0 && !isOfConnect && isStaleCode(error)
}

/** There was a connection, and nothing was sent on it: whatever it was, it could have been sent on another. */
function neverSent({ error, attempts, isOfConnect }: Failure): boolean {
  return attempts === 0 && !isOfConnect && isStaleCode(error)
}

const isStaleCode = (error: string) => (STALE_CODES as readonly string[]).includes(error)

function explains({ path, fault, fromMs, untilMs }: Window, failure: Failure): boolean {
  const isThen = failure.endedMs >= fromMs && failure.startedMs <= untilMs + GRACE_MS
  return path === failure.path && isThen && (CODES_OF[fault] ?? []).includes(failure.error)
}

/** What the server saw, against what the client says. */
export interface Arrivals {
  /** Arrived more than once, or were put on the wire more than once, and must not. */
  readonly forbiddenTwice: number
  /** Answered, and never arrived. */
  readonly answeredUnseen: number
  /** Arrived more than once, and may. */
  readonly repeated: number
}

export function compareArrivals(flags: Uint8Array, arrivals: Uint8Array): Arrivals {
  let forbiddenTwice = 0
  let answeredUnseen = 0
  let repeated = 0
  for (const [id, flag] of flags.entries()) {
    const times = arrivals[id] ?? 0
    const isRepeatable = (flag & FLAGS.repeatable) > 0
    if (!isRepeatable && (times > 1 || (flag & FLAGS.twice) > 0)) forbiddenTwice += 1
    if ((flag & FLAGS.answered) > 0 && times === 0) answeredUnseen += 1
    if (isRepeatable && times > 1) repeated += 1
  }
  return { forbiddenTwice, answeredUnseen, repeated }
}

function groupedBy<T>(all: readonly T[], nameOf: (one: T) => string): Record<string, T[]> {
  const groups: Record<string, T[]> = {}
  for (const one of all) (groups[nameOf(one)] ??= []).push(one)
  return groups
}
