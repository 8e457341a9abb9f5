import type { DescriptorReader, DescriptorVisitor } from '../descriptors/index.js'
import type { ProcessRecord, ProcessTable } from '../processes/index.js'
import { DescriptorMemory } from './descriptor-memory.js'
import { descendsFrom } from './family.js'
import type { ListenerHolders } from './holders.js'
import { NOBODY, type SocketHash } from './socket-hash.js'

/** Below this many descriptors reading all is as quick as remembering them. */
const REMEMBER_FROM = 64

/**
 * How thoroughly a process is read: wholly, or only descriptors that can have
 * changed and only until nothing is wanted any more.
 */
export type Thoroughness = 'whole' | 'changes'

export interface Search {
  readonly sockets: SocketHash
  readonly look: number
  /** Only sockets that this many looks did not find count as wanted. */
  readonly missesLeast: number
  readonly wanted: number
}

/** Reads the descriptors of processes and notes whose sockets they are. */
export class OwnerWalk implements DescriptorVisitor {
  /** Directories walked since the start. */
  walks = 0
  /** Wanted sockets that are not found yet. */
  remaining = 0
  /** A socket went from a process to its descendant: rows already filled are wrong. */
  reassigned = false
  readonly #processes: ProcessTable
  readonly #reader: DescriptorReader
  readonly #holders: ListenerHolders
  readonly #memories = new WeakMap<ProcessRecord, DescriptorMemory>()
  #search: Search | undefined
  #record: ProcessRecord | undefined
  #memory: DescriptorMemory | undefined
  #thoroughness: Thoroughness = 'whole'

  constructor(processes: ProcessTable, reader: DescriptorReader, holders: ListenerHolders) {
    this.#processes = processes
    this.#reader = reader
    this.#holders = holders
  }

  begin(search: Search): void {
    this.#search = search
    this.remaining = search.wanted
  }

  walk(record: ProcessRecord, thoroughness: Thoroughness): void {
    this.walks++
    this.#record = record
    this.#thoroughness = thoroughness
    this.#memory = this.#memoryOf(record)
    const result = this.#reader.walk(this.#processes.directory(record), record.used, this)
    record.denied = result === 'denied'
    record.walked = true
    record.recounted = false
  }

  /** A descriptor whose socket is still there and still this process's need not be read again. */
  wants(descriptor: number): boolean {
    if (this.#thoroughness === 'whole') return true
    const inode = this.#memory?.at(descriptor) ?? 0
    if (inode === 0 || this.#search === undefined) return true
    const at = this.#search.sockets.find(inode)
    return at < 0 || this.#search.sockets.owner[at] !== this.#record?.slot
  }

  socket(descriptor: number, inode: number): void {
    const record = this.#record
    if (record === undefined || this.#search === undefined) return
    this.#memory?.set(descriptor, inode)
    if (this.#holders.has(inode)) this.#holders.add(inode, record, descriptor)
    const at = this.#search.sockets.find(inode)
    if (at >= 0) this.#assign(this.#search, at, record)
  }

  satisfied(): boolean {
    return this.remaining === 0 && this.#thoroughness !== 'whole'
  }

  #assign(search: Search, at: number, record: ProcessRecord): void {
    const { owner, misses, retryAt } = search.sockets
    const holder = this.#processes.inSlot(owner[at] ?? NOBODY)
    if (holder === record) return
    if (holder !== undefined) {
      if (!descendsFrom(record, holder, this.#processes)) return
      this.reassigned = true
    } else if ((misses[at] ?? 0) >= search.missesLeast && (retryAt[at] ?? 0) <= search.look) {
      this.remaining--
    }
    owner[at] = record.slot
  }

  #memoryOf(record: ProcessRecord): DescriptorMemory | undefined {
    const known = this.#memories.get(record)
    if (known !== undefined || (record.used ?? REMEMBER_FROM) < REMEMBER_FROM) return known
    const memory = new DescriptorMemory()
    this.#memories.set(record, memory)
    return memory
  }
}
