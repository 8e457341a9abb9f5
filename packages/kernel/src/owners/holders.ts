import type { DescriptorReader } from '../descriptors/index.js'
import type { ProcessRecord, ProcessTable } from '../processes/index.js'
import type { ListenerFacts } from '../sockets/index.js'
import { listenerIdentity } from './identity.js'

/** All processes that hold one LISTEN socket, and at which descriptor. */
interface Holders {
  readonly identity: number
  readonly at: Map<ProcessRecord, number>
}

/**
 * Who can accept from each listener: a prefork server has many processes that
 * hold the same socket. Kept over looks; a holder is verified again when its
 * descriptors changed.
 */
export class ListenerHolders {
  #byInode = new Map<number, Holders>()

  /** Keeps what is known of the listeners that are still there. */
  follow(listeners: readonly ListenerFacts[], processes: ProcessTable, reader: DescriptorReader): void {
    const next = new Map<number, Holders>()
    for (const listener of listeners) {
      if (listener.inode === 0) continue
      const identity = listenerIdentity(listener)
      const known = this.#byInode.get(listener.inode)
      const same = known !== undefined && known.identity === identity
      next.set(listener.inode, same ? known : { identity, at: new Map() })
      if (same) verify(listener.inode, known, processes, reader)
    }
    this.#byInode = next
  }

  has(inode: number): boolean {
    return this.#byInode.has(inode)
  }

  add(inode: number, record: ProcessRecord, descriptor: number): void {
    this.#byInode.get(inode)?.at.set(record, descriptor)
  }

  /** One of those that hold it. */
  anyOf(inode: number): ProcessRecord | undefined {
    return this.#byInode.get(inode)?.at.keys().next().value
  }

  /** Indices into Snapshot.processes, ascending. */
  ownersOf(inode: number): readonly number[] {
    const holders = this.#byInode.get(inode)
    if (holders === undefined) return []
    return [...holders.at.keys()].map((record) => record.index).sort((a, b) => a - b)
  }
}

function verify(inode: number, holders: Holders, processes: ProcessTable, reader: DescriptorReader): void {
  for (const [record, descriptor] of holders.at) {
    const kept = record.alive && (!record.moved || reader.inodeAt(processes.directory(record), descriptor) === inode)
    if (!kept) holders.at.delete(record)
  }
}
