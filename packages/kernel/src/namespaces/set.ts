import { statSync } from 'node:fs'
import type { NetworkNamespace, Result, TcpState } from '@halfopen/core'
import { DEFAULT_EPHEMERAL_PORTS } from '../proc/index.js'
import type { ProcessTable } from '../processes/index.js'
import type { Reading, SocketSink } from '../sockets/index.js'
import { Namespace } from './namespace.js'
import type { SourceFactory } from './sources.js'

/** The column `namespace` of a ConnectionTable holds 16 bits. */
const MOST_NAMESPACES = 65_536
const OWN = '/proc/self'

/** The network namespaces that have a process we may see; the own one always comes first. */
export class NamespaceSet {
  readonly #sources: SourceFactory
  readonly #scope: 'all' | 'own'
  readonly #own: Namespace
  readonly #byId = new Map<number, Namespace>()
  /** By index; a hole where one vanished. */
  readonly #all: (Namespace | undefined)[]
  /** Processes whose namespace may not be read. */
  unknown = 0

  constructor(sources: SourceFactory, scope: 'all' | 'own') {
    this.#sources = sources
    this.#scope = scope
    this.#own = new Namespace(statSync(`${OWN}/ns/net`).ino, 0, OWN)
    this.#all = [this.#own]
    this.#byId.set(this.#own.id, this.#own)
    sources.furnishOwn(this.#own)
  }

  /** Finds those that came and closes those that nobody lives in any more. */
  refresh(processes: ProcessTable): void {
    this.unknown = 0
    if (this.#scope === 'own') return
    for (const namespace of this.#byId.values()) namespace.inhabited = namespace === this.#own
    for (const record of processes.records) {
      if (record.kernelThread) continue
      if (record.namespace === null) this.unknown++
      else this.#inhabit(record.namespace, processes.directory(record))
    }
    for (const namespace of this.#byId.values()) if (!namespace.inhabited) this.#close(namespace)
  }

  /** Reads the sockets of all of them. The first failure ends it: a look is whole or it is none. */
  read(states: readonly TcpState[], sink: SocketSink): Result<Reading> {
    let inconsistent = false
    for (const namespace of this.#byId.values()) {
      const size = namespace.size
      // Many namespaces only isolate a program that never connects. To ask there costs a walk of the host's whole table.
      if (size === 0) continue
      sink.table.reserve(sink.table.length + (size ?? 0))
      sink.namespace = namespace.index
      const reading = this.#sources.read(namespace, states, sink)
      if (!reading.ok) return reading
      inconsistent ||= reading.value.inconsistent
    }
    return { ok: true, value: { inconsistent } }
  }

  describe(): readonly NetworkNamespace[] {
    return this.#all.map((one) => one?.describe() ?? { id: 0, counters: null, ephemeralPorts: DEFAULT_EPHEMERAL_PORTS })
  }

  /** Why some of them are seen in part or not at all. */
  get limits(): readonly string[] {
    return [...this.#byId.values()].flatMap(({ limit }) => limit ?? [])
  }

  close(): void {
    for (const namespace of this.#byId.values()) namespace.source?.close()
    this.#byId.clear()
  }

  #inhabit(id: number, directory: string): void {
    const known = this.#byId.get(id) ?? this.#discover(id, directory)
    if (known === undefined || known.inhabited) return
    known.inhabited = true
    known.directory = directory
  }

  #discover(id: number, directory: string): Namespace | undefined {
    const hole = this.#all.indexOf(undefined)
    const index = hole < 0 ? this.#all.length : hole
    if (index >= MOST_NAMESPACES) return undefined
    const namespace = new Namespace(id, index, directory)
    this.#all[index] = namespace
    this.#byId.set(id, namespace)
    this.#sources.furnish(namespace)
    return namespace
  }

  #close(namespace: Namespace): void {
    namespace.source?.close()
    this.#byId.delete(namespace.id)
    this.#all[namespace.index] = undefined
  }
}
