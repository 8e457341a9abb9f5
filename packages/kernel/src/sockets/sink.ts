import { ConnectionTable, type Listener } from '@halfopen/core'

/** A listener before its owners are known. */
export type ListenerFacts = Omit<Listener, 'owners'>

/** Where a source puts what it reads: connections into columns, listeners into a short list. */
export class SocketSink {
  readonly table = new ConnectionTable()
  listeners: ListenerFacts[] = []
  /** Index of the namespace that is being read, into Snapshot.namespaces. */
  namespace = 0

  clear(): void {
    this.table.clear()
    this.listeners = []
  }

  /** What is there now, so that a dump which is asked again can begin anew. */
  mark(): SinkMark {
    return { rows: this.table.length, listeners: this.listeners.length }
  }

  rewind(mark: SinkMark): void {
    this.table.length = mark.rows
    this.listeners.length = mark.listeners
  }
}

export interface SinkMark {
  readonly rows: number
  readonly listeners: number
}
