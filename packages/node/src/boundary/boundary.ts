import { inspect } from 'node:util'
import { say } from './say.js'

let isTold = false

/** Tells of a fault of ours, once: the program goes on, and would go on failing in the same way. */
export function defect(error: unknown): void {
  if (isTold) return
  isTold = true
  say(
    `halfopen: a defect of the tracker; the program goes on, and some of its requests are not followed. Please report:\n${textOf(error)}\n`,
  )
}

/** The same function, whose faults stay here. Of at most three parameters: it stands in the way of every request. */
export function within<A extends [] | [unknown] | [unknown, unknown] | [unknown, unknown, unknown]>(
  ours: (...args: A) => void,
): (...args: A) => void {
  const call = ours as (one: unknown, two: unknown, three: unknown) => void
  return ((one: unknown, two: unknown, three: unknown) => {
    try {
      call(one, two, three)
    } catch (error) {
      defect(error)
    }
  }) as (...args: A) => void
}

/** What was thrown may be anything, and throw again when it is looked at. */
function textOf(error: unknown): string {
  try {
    return inspect(error).slice(0, 5000)
  } catch {
    return 'something that cannot be shown'
  }
}
