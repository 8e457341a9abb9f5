import type { CapturedStack } from '../../callsite/index.js'
import type { ClientKind } from '../../ledger/index.js'

/** Who made a request: later requests of the same call (a redirect, a retry) inherit it. */
export interface Caller {
  readonly client: ClientKind
  readonly site: CapturedStack | undefined
  /** Whether it is a call of fetch that follows redirects by itself. */
  readonly follows?: boolean
}

export interface Departure {
  readonly origin?: string | URL | undefined
  readonly path?: string | undefined
  readonly method?: string | undefined
}
