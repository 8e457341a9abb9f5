import type { NamespaceCounters, NetworkNamespace } from '@halfopen/core'
import { DEFAULT_EPHEMERAL_PORTS, parseCounters, parseTcpSockets, readAscii } from '../proc/index.js'
import type { SocketSource } from '../sockets/index.js'

/** /proc/net/netstat has a hundred and fifty names. */
const COUNTER_BYTES = 16 * 1024

/** A network namespace as the scanner follows it. */
export class Namespace {
  readonly id: number
  /** Position in Snapshot.namespaces; the same as long as the namespace lives. */
  readonly index: number
  source: SocketSource | undefined
  /** /proc/PID of a process that lives there. */
  directory: string
  ephemeralPorts: readonly [number, number] = DEFAULT_EPHEMERAL_PORTS
  /** Why there is no tcp_info, or nothing at all, of this namespace. */
  limit: string | undefined
  /** A process lives there. */
  inhabited = true

  constructor(id: number, index: number, directory: string) {
    this.id = id
    this.index = index
    this.directory = directory
  }

  describe(): NetworkNamespace {
    return { id: this.id, counters: this.#counters(), ephemeralPorts: this.ephemeralPorts }
  }

  /** How many TCP sockets it has, at least roughly; null where it does not tell. */
  get size(): number | null {
    const sockstat = readAscii(`${this.directory}/net/sockstat`) ?? ''
    return parseTcpSockets(sockstat, readAscii(`${this.directory}/net/sockstat6`) ?? '')
  }

  #counters(): NamespaceCounters | null {
    const snmp = readAscii(`${this.directory}/net/snmp`, COUNTER_BYTES)
    const netstat = readAscii(`${this.directory}/net/netstat`, COUNTER_BYTES)
    return snmp === null || netstat === null ? null : parseCounters(snmp, netstat)
  }
}
