import { type AnswerSpec, type FaultRule, bodyKeysOf, BODY_KEYS, type RouteSpec } from '../config/index.js'

/** Which request this is, by everything that may count it; the first is 1. */
export interface RequestNumbers {
  readonly route: number
  readonly connection: number
  readonly mock: number
}

/** What the mock does with a request. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: AnswerSpec }
  | { readonly kind: 'truncate'; readonly answer: AnswerSpec; readonly bytes: number | undefined }
  | { readonly kind: 'close' | 'reset' | 'silence'; readonly answer: AnswerSpec }

export function replyOf(route: RouteSpec, numbers: RequestNumbers): Reply {
  const answer = stepOf(route, numbers.route)
  const rule = route.faults.find((fault) => strikes(fault, numbers))
  return rule === undefined ? { kind: 'answer', answer } : faulty(rule, answer)
}

function faulty(rule: FaultRule, answer: AnswerSpec): Reply {
  switch (rule.fault) {
    case 'status':
      // Another status has another body, or none: not that of the answer it takes the place of.
      return { kind: 'answer', answer: over(withoutBody(answer), rule) }
    case 'slow':
      return { kind: 'answer', answer: over(answer, rule) }
    case 'truncate':
      return { kind: 'truncate', answer, bytes: rule.bytes }
    case 'close':
    case 'reset':
    case 'silence':
      return { kind: rule.fault, answer }
  }
}

function strikes({ on, every, after, per }: FaultRule, numbers: RequestNumbers): boolean {
  const number = numbers[per]
  if (on !== undefined) return Array.isArray(on) ? on.includes(number) : on === number
  if (every !== undefined) return number % every === 0
  return after === undefined || number > after
}

function stepOf({ sequence = [], sequenceEnds, ...route }: RouteSpec, number: number): AnswerSpec {
  const last = sequence.length - 1
  const index = sequenceEnds === 'start-over' ? (number - 1) % sequence.length : Math.min(number - 1, last)
  const step = sequence[index]
  if (step === undefined) return route
  return over(bodyKeysOf(step).length > 0 ? withoutBody(route) : route, step)
}

/** The keys that the upper one sets stand above the lower one's. */
function over(lower: AnswerSpec, upper: Partial<AnswerSpec>): AnswerSpec {
  return { ...lower, ...Object.fromEntries(Object.entries(upper).filter(([, value]) => value !== undefined)) }
}

function withoutBody(answer: AnswerSpec): AnswerSpec {
  return Object.fromEntries(Object.entries(answer).filter(([key]) => !BODY_KEYS.some((body) => body === key)))
}
