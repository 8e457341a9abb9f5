/** What a difference is about. */
export type About =
  | 'command'
  | 'connect'
  | 'remote'
  | 'unread'
  | 'server'
  | 'half-close'
  | 'keep-alive'
  | 'client-timeout'
  | 'reset'
  | 'reuse'
  | 'connections'
  | 'closed-by'
  | 'retransmits'
  | 'user-timeout'
  | 'status'
  | 'http-version'
  | 'tls'
  | 'headers'
  | 'none'

/** One thing in which clients may differ, with the value of each. */
export interface Trait {
  readonly about: About
  readonly label: string
  readonly cells: readonly string[]
  readonly differs: boolean
  /** How much it tells about an outcome, 0–100; 0: shown, but never offered as a reason. */
  readonly weight: number
}
