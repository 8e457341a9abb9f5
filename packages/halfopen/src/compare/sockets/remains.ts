import { formatEndpoint, type Snapshot, type TcpState, TCP_STATES } from '@halfopen/core'
import type { Track } from './track.js'

const FIN_FIRST: ReadonlySet<number> = new Set(
  (['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'TIME-WAIT'] satisfies TcpState[]).map((name) => TCP_STATES[name]),
)

/** One end of a connection that the kernel still has, though maybe no process: its ends, and whether its FIN came first. */
interface Remainder {
  readonly local: string
  readonly remote: string
  readonly finFirst: boolean
}

/** Connections by their two ports only: a whole host's are remembered in a few milliseconds. */
export type PortPairs = ReadonlySet<number>

const pairOf = (localPort: number, remotePort: number): number => localPort * 65_536 + remotePort

/** Whether a connection was there, as either of its ends shows it. */
export function wasThere(
  pairs: PortPairs,
  { local, remote }: { readonly local: string; readonly remote: string },
): boolean {
  const [near, far] = [portOf(local), portOf(remote)]
  return pairs.has(pairOf(near, far)) || pairs.has(pairOf(far, near))
}

/** Of `10.0.0.5:8080`, `[::1]:8080`. */
export const portOf = (endpoint: string): number => Number(endpoint.slice(endpoint.lastIndexOf(':') + 1))

export function portPairsOf({ connections: { columns, length } }: Snapshot): PortPairs {
  const pairs = new Set<number>()
  for (let row = 0; row < length; row++) pairs.add(pairOf(columns.localPort[row] ?? 0, columns.remotePort[row] ?? 0))
  return pairs
}

/**
 * What the kernel's table still says of connections whose descriptors are closed: TIME-WAIT stays a minute with the
 * end whose FIN came first (RFC 9293 §3.6), and both ends are in the table where the server is on this host.
 */
export class Remains {
  readonly #byEnds: ReadonlyMap<string, Remainder>

  /** Only rows that touch one of these ports, and that were not there `before`. */
  constructor({ connections: table }: Snapshot, ports: ReadonlySet<number>, before: PortPairs) {
    const c = table.columns
    const byEnds = new Map<string, Remainder>()
    for (let row = 0; row < table.length; row++) {
      const localPort = c.localPort[row] ?? 0
      const remotePort = c.remotePort[row] ?? 0
      if (!ports.has(localPort) && !ports.has(remotePort)) continue
      if (before.has(pairOf(localPort, remotePort))) continue
      const local = formatEndpoint(table.localAddress(row), localPort)
      const remote = formatEndpoint(table.remoteAddress(row), remotePort)
      byEnds.set(`${local} ${remote}`, { local, remote, finFirst: FIN_FIRST.has(c.state[row] ?? 0) })
    }
    this.#byEnds = byEnds
  }

  /** Whose FIN came first; undefined where the table does not tell. */
  closerOf({ last: { local, remote } }: Pick<Track, 'last'>): 'client' | 'server' | undefined {
    if (this.#byEnds.get(`${local} ${remote}`)?.finFirst === true) return 'client'
    return this.#byEnds.get(`${remote} ${local}`)?.finFirst === true ? 'server' : undefined
  }

  /** The client ends of the ended connections to a server, from either side's row. */
  clientsOf(server: string): ReadonlySet<string> {
    const clients = new Set<string>()
    for (const { local, remote, finFirst } of this.#byEnds.values()) {
      if (!finFirst) continue
      if (remote === server) clients.add(local)
      if (local === server) clients.add(remote)
    }
    return clients
  }
}
