import { isWildcard, TCP_STATES } from '../words/index.js'
import type { Listener, Snapshot } from './snapshot.js'

export type Direction = 'inbound' | 'outbound'

/**
 * Tells inbound from outbound: a connection is inbound when its local port is
 * one that its namespace listens on. Where nobody listens any more (a server
 * that is draining), the ephemeral port range decides: the kernel picks ports
 * from it only for the side that connects.
 */
export class Directions {
  readonly #snapshot: Snapshot
  readonly #listeners = new Map<number, Listener[]>()

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    for (const listener of snapshot.listeners) {
      const key = portKey(listener.namespace, listener.port)
      const others = this.#listeners.get(key)
      if (others === undefined) this.#listeners.set(key, [listener])
      else others.push(listener)
    }
  }

  of(row: number): Direction {
    const c = this.#snapshot.connections.columns
    const namespace = c.namespace[row] ?? 0
    const localPort = c.localPort[row] ?? 0
    if (c.state[row] === TCP_STATES['SYN-SENT']) return 'outbound'
    if (this.#listeners.has(portKey(namespace, localPort))) {
      return this.listenerOf(row) === undefined ? 'outbound' : 'inbound'
    }
    if (this.#listeners.has(portKey(namespace, c.remotePort[row] ?? 0))) return 'outbound'
    const [low, high] = this.#snapshot.namespaces[namespace]?.ephemeralPorts ?? [32_768, 60_999]
    const ephemeral = (port: number) => port >= low && port <= high
    return !ephemeral(localPort) && ephemeral(c.remotePort[row] ?? 0) ? 'inbound' : 'outbound'
  }

  /** The listener through which an inbound connection came. */
  listenerOf(row: number): Listener | undefined {
    const c = this.#snapshot.connections.columns
    const candidates = this.#listeners.get(portKey(c.namespace[row] ?? 0, c.localPort[row] ?? 0))
    if (candidates === undefined) return undefined
    const at = row * 4
    const exact = candidates.find((l) => l.address.every((word, i) => word === c.local[at + i]))
    return exact ?? candidates.find((l) => isWildcard(l.address))
  }
}

const portKey = (namespace: number, port: number) => namespace * 65_536 + port
