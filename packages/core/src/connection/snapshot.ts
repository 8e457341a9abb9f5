import type { AddressWords } from '../words/index.js'
import type { Process, Wait } from './process.js'
import type { ConnectionTable } from './table.js'

/** A LISTEN socket. Its queues count connections, not bytes. */
export interface Listener {
  /** Index into Snapshot.namespaces. */
  readonly namespace: number
  readonly address: AddressWords
  readonly port: number
  readonly cookie: number
  readonly inode: number
  /** Connections that wait to be accepted. */
  readonly acceptQueue: number
  /** The backlog: how many may wait. */
  readonly backlogMax: number
  /** Indices into Snapshot.processes of all that hold it: a prefork server has several. */
  readonly owners: readonly number[]
}

/** Counters of a network namespace (/proc/net/snmp, /proc/net/netstat), since boot. */
export interface NamespaceCounters {
  /** Connections that left ESTABLISHED or CLOSE-WAIT by a reset. */
  readonly estabResets: number
  /** Connections reset because data came after this side had closed. */
  readonly abortOnData: number
  /** Connections that this host ended by a reset of its own (SO_LINGER 0). */
  readonly abortOnLinger: number
  /** Connections that did not fit into an accept queue. */
  readonly listenOverflows: number
}

export interface NetworkNamespace {
  /** Inode of /proc/PID/ns/net. */
  readonly id: number
  /** null where it could not be read. */
  readonly counters: NamespaceCounters | null
  /** Local ports the kernel picks for outbound connections, inclusive. */
  readonly ephemeralPorts: readonly [number, number]
}

/** One look at the host. */
export interface Snapshot {
  /** Monotonic time of the look, ms. */
  readonly atMs: number
  /** How long the look took, ms. */
  readonly scanMs: number
  readonly source: 'netlink' | 'procfs'
  readonly namespaces: readonly NetworkNamespace[]
  readonly processes: readonly Process[]
  readonly connections: ConnectionTable
  readonly listeners: readonly Listener[]
  /** Blocked threads of the processes for which they were asked. */
  readonly waits: readonly Wait[]
  /** What could not be seen, why, and which command would show it. */
  readonly limits: readonly string[]
}
