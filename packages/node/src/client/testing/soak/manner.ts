import type { Call } from './call.js'
import { IDLE_MS, type PathName } from './paths.js'

/** One way to use a client. */
export interface Manner {
  readonly client: 'dispatcher' | 'agent'
  /** How often it is chosen, beside the others. */
  readonly weight: number
  /** Whether the request may be sent twice. */
  readonly repeatable: boolean
  /** The code that it must end with: it leaves, or waits for its own deadline. */
  readonly ends?: string
  /** Resolves when the answer was checked. */
  ask(call: Call): Promise<void>
}

export type Manners = Readonly<Record<string, Manner>>

/** From this question on the server ends its connection when it was idle; where it resets, it promises a minute. */
export const armingOn = (path: PathName): string =>
  path === 'idle-reset'
    ? `/keep-alive?timeout=${IDLE_MS}ms&how=reset&announce=60s`
    : `/keep-alive?timeout=${IDLE_MS}ms&how=fin&announce=no`
