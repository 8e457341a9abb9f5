/** The causes halfopen knows: a closed set, so that a misspelt one in an incident is an error. */
export const CAUSES = [
  'response-leak',
  'pool-per-request',
  'unreaped-pool',
  'no-idle-timeout',
  'stale-reuse',
  'no-keep-alive',
  'silent-drop',
  'connect-blackhole',
  'slow-reader',
  'accept-starvation',
  'half-closed',
  'port-exhaustion',
  'inherited-socket',
  'closed-descriptor',
  'fd-exhaustion',
  'pool-exhausted',
  'stream-leak',
] as const

/** Where a program runs: beside the doctor (`client`), or at the far end of a `nat` (`server`). */
export const NAMESPACES = ['client', 'server'] as const
export type Namespace = (typeof NAMESPACES)[number]
