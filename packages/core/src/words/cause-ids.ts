/** The closed set of causes. A new one breaks the build until it is explained everywhere. */
export const CAUSE_IDS = [
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
  'orphaned-process',
] as const

export type CauseId = (typeof CAUSE_IDS)[number]

export function isCauseId(text: string): text is CauseId {
  return (CAUSE_IDS as readonly string[]).includes(text)
}
