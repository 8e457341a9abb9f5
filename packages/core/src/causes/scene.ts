import {
  type Columns,
  type ConnectionTable,
  type Group,
  type Groups,
  PeerIndex,
  type Process,
  processKey,
  type Snapshot,
  type Wait,
} from '../connection/index.js'
import { GroupHistory, type History, type ProcessHistory, type Tracks } from '../history/index.js'

/** Everything a rule may look at: the last look, and what earlier looks add to it. */
export class Scene {
  readonly snapshot: Snapshot
  readonly table: ConnectionTable
  readonly columns: Columns
  readonly groups: Groups
  readonly tracks: Tracks
  readonly history: History
  readonly nowMs: number
  /** Time since the first look, ms. */
  readonly watchedMs: number
  #peers: PeerIndex | null = null
  #remembered: readonly Group[] | null = null

  constructor(history: History) {
    const look = history.look
    if (look === null) throw new Error('a scene needs a look')
    this.history = history
    this.snapshot = look.snapshot
    this.table = look.snapshot.connections
    this.columns = this.table.columns
    this.groups = look.groups
    this.tracks = look.tracks
    this.nowMs = look.snapshot.atMs
    this.watchedMs = this.nowMs - history.firstLookMs
  }

  /** The other ends on this host; built when the first rule asks. */
  get peers(): PeerIndex {
    this.#peers ??= new PeerIndex(this.table)
    return this.#peers
  }

  process(index: number): Process {
    const process = this.snapshot.processes[index]
    if (process === undefined) throw new Error(`no process at ${index}`)
    return process
  }

  outbound(): readonly Group[] {
    return this.groups.all.filter((group) => group.direction === 'outbound')
  }

  inbound(): readonly Group[] {
    return this.groups.all.filter((group) => group.direction === 'inbound')
  }

  courseOf(group: Group): GroupHistory {
    const known = this.history.group(group.key)
    return known ?? new GroupHistory(this.nowMs, { processKey: processKey(this.process(group.process)), group })
  }

  /** Groups of processes that live, with those whose last connection is gone. */
  remembered(): readonly Group[] {
    this.#remembered ??= this.#remember()
    return this.#remembered
  }

  #remember(): readonly Group[] {
    const index = new Map(this.snapshot.processes.map((process, i) => [processKey(process), i]))
    const past: Group[] = []
    for (const [key, { place }] of this.history.groups) {
      const process = index.get(place.processKey)
      if (process !== undefined && !this.groups.byKey.has(key)) past.push({ ...place.group, process, rows: [] })
    }
    return [...this.groups.all, ...past]
  }

  processCourse(index: number): ProcessHistory | undefined {
    return this.history.process(processKey(this.process(index)))
  }

  /** Share of its descriptors that a process uses, 0 to 1; 0 where unknown. */
  descriptorShare(index: number): number {
    const descriptors = this.process(index).descriptors
    return descriptors === null || descriptors.limit <= 0 ? 0 : descriptors.used / descriptors.limit
  }

  waitsOf(index: number): readonly Wait[] {
    const { pid } = this.process(index)
    return this.snapshot.waits.filter((wait) => wait.pid === pid)
  }

  /**
   * A thread that is blocked in a lock as one that waits for a pool's slot is,
   * or undefined. Idle workers of a thread pool are in one too, so only the main
   * thread tells, and only where the runtime lets it do the work.
   */
  lockedWorker(index: number): Wait | undefined {
    const { pid, runtime } = this.process(index)
    if (['node', 'java', 'go', 'dotnet'].includes(runtime)) return undefined
    return this.waitsOf(index).find((wait) => wait.on === 'lock' && wait.tid === pid)
  }

  /** The thread that is blocked on this connection, or undefined. */
  waiterOn(row: number): Wait | undefined {
    const inode = this.columns.inode[row]
    return this.snapshot.waits.find((wait) => wait.on === 'connection' && wait.inode === inode)
  }
}
