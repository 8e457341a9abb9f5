import type { DescriptorReader } from '../descriptors/index.js'
import type { ProcessRecord, ProcessTable } from '../processes/index.js'
import type { SocketSink } from '../sockets/index.js'
import { ListenerHolders } from './holders.js'
import { listenerIdentity, socketIdentity } from './identity.js'
import { NOBODY, SocketHash } from './socket-hash.js'
import { OwnerWalk } from './walk.js'

/**
 * A socket that was searched for everywhere in vain is searched for again after
 * 8, 16, 32 and then every 64 looks: most likely we may not read its process.
 */
const PAUSES = [8, 16, 32, 64] as const
const LONGEST_PAUSE = 64

/**
 * Finds the process of each socket. What was found is kept from look to look
 * under inode and identity. Only what is new is searched for: at once among
 * the processes in which something moved; everywhere only when it is still
 * without an owner at the next look, because short-lived sockets are gone
 * before anyone could find them.
 */
export class OwnerResolver {
  readonly #processes: ProcessTable
  readonly #reader: DescriptorReader
  readonly #holders = new ListenerHolders()
  readonly #walk: OwnerWalk
  /** The sockets of the look before and of this one. */
  #known = new SocketHash()
  #sockets = new SocketHash()
  /** Position of each row's socket; -1 for a socket that nobody can hold. */
  #places = new Int32Array(256)
  #look = 0

  constructor(processes: ProcessTable, reader: DescriptorReader) {
    this.#processes = processes
    this.#reader = reader
    this.#walk = new OwnerWalk(processes, reader, this.#holders)
  }

  /** Descriptor directories walked since the start. */
  get walks(): number {
    return this.#walk.walks
  }

  /** Sockets remembered. */
  get cached(): number {
    return this.#known.length
  }

  /** Indices into Snapshot.processes of all that hold this listener. */
  listenerOwners(inode: number): readonly number[] {
    return this.#holders.ownersOf(inode)
  }

  /** Fills the column `owner`. The records' `index` must be that of the snapshot. */
  resolve(sink: SocketSink): void {
    this.#look++
    this.#walk.reassigned = false
    this.#holders.follow(sink.listeners, this.#processes, this.#reader)
    const wanted = this.#carryOver(sink)
    this.#searchMoved(wanted)
    if (this.#walk.remaining > 0) this.#searchEverywhere(sink)
    if (wanted > 0 || this.#walk.reassigned) this.#settle(sink)
    const spare = this.#known
    this.#known = this.#sockets
    this.#sockets = spare
  }

  /** Copies what is known of the sockets that are still there. The number that is to be searched for. */
  #carryOver(sink: SocketSink): number {
    const { columns: c, length } = sink.table
    this.#sockets.reset(length + sink.listeners.length)
    if (this.#places.length < length) this.#places = new Int32Array(sink.table.capacity)
    for (const record of this.#processes.records) record.beginOwning()
    let wanted = this.#carryListeners(sink)
    for (let row = 0; row < length; row++) {
      const inode = c.inode[row] ?? 0
      this.#places[row] = -1
      if (inode === 0) continue
      const at = this.#remember(inode, socketIdentity(c, row))
      this.#places[row] = at
      const record = this.#processes.inSlot(this.#sockets.owner[at] ?? NOBODY)
      if (record !== undefined) c.owner[row] = record.own()
      else if (this.#isWanted(at)) wanted++
    }
    return wanted
  }

  #carryListeners(sink: SocketSink): number {
    let wanted = 0
    for (const listener of sink.listeners) {
      if (listener.inode === 0) continue
      const at = this.#remember(listener.inode, listenerIdentity(listener))
      this.#sockets.owner[at] = this.#holders.anyOf(listener.inode)?.slot ?? NOBODY
      if (this.#isWanted(at)) wanted++
    }
    return wanted
  }

  /** Position of the socket among those of this look, with what is known of it from the look before. */
  #remember(inode: number, identity: number): number {
    const now = this.#sockets
    const known = this.#known
    const at = now.add(inode, identity)
    const before = known.find(inode)
    if (before < 0 || known.identity[before] !== identity) return at
    now.misses[at] = known.misses[before] ?? 0
    now.retryAt[at] = known.retryAt[before] ?? 0
    const owner = known.owner[before] ?? NOBODY
    now.owner[at] = this.#processes.inSlot(owner) === undefined ? NOBODY : owner
    return at
  }

  #isWanted(at: number): boolean {
    return this.#sockets.owner[at] === NOBODY && (this.#sockets.retryAt[at] ?? 0) <= this.#look
  }

  /**
   * New processes are always read, and wholly: they may share the sockets of
   * their parents. The others only while something is wanted.
   */
  #searchMoved(wanted: number): void {
    this.#walk.begin({ sockets: this.#sockets, look: this.#look, missesLeast: 0, wanted })
    for (const record of this.#biggestFirst('moved')) {
      if (!record.walked) this.#walk.walk(record, 'whole')
      else if (this.#walk.remaining > 0) this.#walk.walk(record, 'changes')
    }
  }

  #searchEverywhere(sink: SocketSink): void {
    const wanted = this.#countMissedBefore(sink)
    if (wanted === 0) return
    this.#walk.begin({ sockets: this.#sockets, look: this.#look, missesLeast: 1, wanted })
    for (const record of this.#biggestFirst('all')) {
      if (this.#walk.remaining === 0) return
      this.#walk.walk(record, 'changes')
    }
  }

  /** The more descriptors, the more likely it is there. */
  #biggestFirst(which: 'moved' | 'all'): ProcessRecord[] {
    const found: ProcessRecord[] = []
    for (const record of this.#processes.records) {
      if (record.kernelThread || record.denied) continue
      if (which === 'all' || record.moved) found.push(record)
    }
    return found.sort((a, b) => (b.used ?? 0) - (a.used ?? 0))
  }

  #countMissedBefore(sink: SocketSink): number {
    const missed = (at: number): boolean => at >= 0 && this.#isWanted(at) && (this.#sockets.misses[at] ?? 0) > 0
    let count = 0
    for (let row = 0; row < sink.table.length; row++) if (missed(this.#places[row] ?? -1)) count++
    for (const { inode } of sink.listeners) if (missed(this.#sockets.find(inode))) count++
    return count
  }

  /** Writes the owners that were found into the rows, and lets the rest wait. */
  #settle(sink: SocketSink): void {
    const { columns: c, length } = sink.table
    for (const record of this.#processes.records) record.owned = 0
    for (let row = 0; row < length; row++) {
      const at = this.#places[row] ?? -1
      if (at < 0) continue
      const record = this.#processes.inSlot(this.#sockets.owner[at] ?? NOBODY)
      c.owner[row] = record?.own() ?? NOBODY
      if (record === undefined) this.#postpone(at)
    }
    for (const { inode } of sink.listeners) {
      const at = this.#sockets.find(inode)
      if (at >= 0) this.#postpone(at)
    }
  }

  /** The first look reads every process wholly: it has searched everywhere. */
  #postpone(at: number): void {
    if (!this.#isWanted(at)) return
    const { misses, retryAt } = this.#sockets
    const missed = (misses[at] ?? 0) + (this.#look === 1 ? 2 : 1)
    misses[at] = Math.min(missed, 255)
    retryAt[at] = this.#look + (missed === 1 ? 1 : (PAUSES[missed - 2] ?? LONGEST_PAUSE))
  }
}
