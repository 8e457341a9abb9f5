import { ALL_STATES, type TcpState } from '@halfopen/core'

export interface ScannerOptions {
  /** Where procfs is mounted; default `/proc`. In a container, the host's. */
  readonly procRoot?: string
  /** Default `auto`: netlink where koffi and the kernel allow it, else procfs, and the snapshot's `limits` say so. */
  readonly source?: 'auto' | 'netlink' | 'procfs'
  /** Whether to find the process of each connection; default `all`. */
  readonly owners?: 'all' | 'none'
  /** Only connections in these states, filtered by the kernel; default all. Listeners are always read: they tell inbound from outbound. */
  readonly states?: readonly TcpState[]
  /** Default `all`: every network namespace that has a process we may see. */
  readonly namespaces?: 'all' | 'own'
  /** Monotonic time, ms; default `performance.now`. */
  readonly clock?: () => number
}

export type Settings = Required<ScannerOptions>

export function settingsOf(options: ScannerOptions): Settings {
  const states = options.states ?? ALL_STATES
  return {
    procRoot: options.procRoot ?? '/proc',
    source: options.source ?? 'auto',
    owners: options.owners ?? 'all',
    states: states.includes('LISTEN') ? states : [...states, 'LISTEN'],
    namespaces: options.namespaces ?? 'all',
    clock: options.clock ?? (() => performance.now()),
  }
}

export interface LookRequest {
  /** Processes whose blocked threads to read. */
  readonly threadsOf?: readonly number[]
}
