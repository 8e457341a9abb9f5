import { existsSync } from 'node:fs'
import { platform } from 'node:os'
import { HalfopenError, type Listener, type Process, type Result, type Snapshot } from '@halfopen/core'
import { NamespaceSet } from '../namespaces/index.js'
import { OwnerResolver } from '../owners/index.js'
import { ProcessTable } from '../processes/index.js'
import { type ListenerFacts, SocketSink } from '../sockets/index.js'
import { WaitReader } from '../threads/index.js'
import { type Access, chooseAccess } from './access.js'
import { limitsOf } from './limits.js'
import { type LookRequest, type ScannerOptions, type Settings, settingsOf } from './options.js'
import { type ScannerStats, Stopwatch } from './stats.js'

/**
 * Looks at the TCP connections of a host. Between looks it remembers who owns
 * what, so that only the first look is expensive.
 *
 * The tables of two looks alternate: a snapshot is valid until the second
 * `look` after the one that gave it, so that two can be compared.
 */
export class Scanner implements Disposable {
  readonly #settings: Settings
  readonly #access: Access
  readonly #processes: ProcessTable
  readonly #namespaces: NamespaceSet
  readonly #owners: OwnerResolver | undefined
  readonly #threads: WaitReader
  readonly #watch: Stopwatch
  #sink = new SocketSink()
  #spare = new SocketSink()
  #looks = 0
  #skipped = 0

  private constructor(settings: Settings, access: Access) {
    this.#settings = settings
    this.#access = access
    this.#processes = new ProcessTable(settings.procRoot)
    this.#namespaces = new NamespaceSet(this.#access.sources, settings.namespaces)
    this.#owners = settings.owners === 'all' ? new OwnerResolver(this.#processes, this.#access.descriptors) : undefined
    this.#threads = new WaitReader(settings.procRoot, this.#access.descriptors)
    this.#watch = new Stopwatch(settings.clock)
  }

  /**
   * @throws HalfopenError HO_PLATFORM where this is not Linux, HO_NO_PROC where
   * procfs is not mounted, HO_NATIVE or HO_NETLINK_OPEN where the source
   * `netlink` was demanded and is not to be had.
   */
  static open(options: ScannerOptions = {}): Scanner {
    const settings = settingsOf(options)
    if (platform() !== 'linux') throw new HalfopenError('HO_PLATFORM', `this is ${platform()}, not Linux`)
    if (!existsSync(`${settings.procRoot}/self/stat`)) {
      throw new HalfopenError('HO_NO_PROC', `no procfs at ${settings.procRoot}`)
    }
    return new Scanner(settings, chooseAccess(settings.source))
  }

  /** @internal For tests that answer in the kernel's place. */
  static over(settings: Settings, access: Access): Scanner {
    return new Scanner(settings, access)
  }

  /**
   * One look at the host. A failure (HO_NETLINK_*, HO_PROC_*, HO_NO_PROC)
   * skips this look and leaves the snapshot before as it is.
   */
  look(request: LookRequest = {}): Result<Snapshot> {
    this.#looks++
    const result = this.#tryLook(request)
    if (!result.ok) this.#skipped++
    return result
  }

  get stats(): ScannerStats {
    return {
      looks: this.#looks,
      skipped: this.#skipped,
      lastMs: this.#watch.laps,
      directoryWalks: this.#owners?.walks ?? 0,
      ownersCached: this.#owners?.cached ?? 0,
    }
  }

  [Symbol.dispose](): void {
    this.#namespaces.close()
    this.#access.sources.close()
  }

  #tryLook(request: LookRequest): Result<Snapshot> {
    try {
      return this.#lookInto(this.#spare, request)
    } catch (error) {
      if (error instanceof HalfopenError) return { ok: false, error }
      throw error
    }
  }

  #lookInto(sink: SocketSink, request: LookRequest): Result<Snapshot> {
    sink.clear()
    this.#watch.start()
    this.#processes.refresh()
    this.#namespaces.refresh(this.#processes)
    this.#watch.lap('processes')
    const reading = this.#namespaces.read(this.#settings.states, sink)
    this.#watch.lap('sockets')
    if (!reading.ok) return reading
    const processes = this.#list()
    this.#owners?.resolve(sink)
    this.#watch.lap('owners')
    this.#processes.forgetDead()
    this.#spare = this.#sink
    this.#sink = sink
    return { ok: true, value: this.#snapshot(processes, request, reading.value.inconsistent) }
  }

  #list(): readonly Process[] {
    const processes: Process[] = []
    for (const record of this.#processes.records) {
      if (record.kernelThread) continue
      record.index = processes.push(record.process) - 1
    }
    return processes
  }

  #snapshot(processes: readonly Process[], request: LookRequest, inconsistent: boolean): Snapshot {
    const threads = this.#threads.read(request.threadsOf ?? [])
    this.#watch.lap('threads')
    const namespaces = this.#namespaces.describe()
    const listeners = this.#sink.listeners.map((facts) => this.#withOwners(facts))
    this.#watch.stop()
    return {
      atMs: this.#watch.startedAt,
      scanMs: this.#watch.laps.total,
      source: this.#access.sources.kind,
      namespaces,
      processes,
      connections: this.#sink.table,
      listeners,
      waits: threads.waits,
      limits: limitsOf({
        access: this.#access,
        namespaces: this.#namespaces,
        processes: this.#processes,
        threadsDenied: threads.denied,
        inconsistent,
      }),
    }
  }

  #withOwners(facts: ListenerFacts): Listener {
    return { ...facts, owners: this.#owners?.listenerOwners(facts.inode) ?? [] }
  }
}
