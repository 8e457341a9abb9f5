import type { AppConnection } from './app.js'
import type { ConnectionFacts } from './connection.js'
import type { Outcome } from './outcome.js'

/** A connection with what the lab's app wrote down of it; null where the target is another, or did not see it. */
export interface ComparedConnection extends ConnectionFacts {
  readonly app: AppConnection | null
}

/** All that is known of one client's run. */
export interface ClientFacts {
  /** A, B, C … */
  readonly label: string
  readonly command: string
  readonly outcome: Outcome
  readonly connections: readonly ComparedConnection[]
  /** Connections of this client that ended before they could be read. */
  readonly unseen: number
  /** Servers that refused it, `127.0.0.1:80`; what is known of that the kernel and its own words tell together. */
  readonly refusedBy: readonly string[]
  /** The last of what it printed, as it came. */
  readonly stdout: string
  readonly stderr: string
}
