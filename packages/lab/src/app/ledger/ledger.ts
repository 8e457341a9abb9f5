import type { Socket } from 'node:net'

import { MEMORY_BYTES, Recent } from '../../memory/index.js'
import { ConnectionEntry } from './entry.js'
import type { ConnectionRecord } from './records.js'
import type { RequestEntry } from './request.js'

/** As many connections are remembered; of more, the oldest that is closed is forgotten first. */
const MAX_CONNECTIONS = 1000

/** What the app remembers of its connections. */
export class Ledger {
  readonly #entries = new Map<number, ConnectionEntry>()
  readonly #memory = new Recent<RequestEntry>({ bytes: MEMORY_BYTES })
  #lastId = 0

  constructor(readonly now: () => number) {}

  opened(raw: Socket, { tls }: { readonly tls: boolean }): ConnectionEntry {
    this.#lastId += 1
    const entry = new ConnectionEntry(raw, { id: this.#lastId, tls, now: this.now, memory: this.#memory })
    this.#entries.set(entry.id, entry)
    if (this.#entries.size > MAX_CONNECTIONS) this.#forget(this.#leastInteresting())
    return entry
  }

  /** Those with a number above `since`, in the order of acceptance. */
  *since(since: number): Generator<ConnectionRecord> {
    for (const [id, entry] of this.#entries) {
      if (id > since) yield entry.record()
    }
  }

  #forget(id: number): void {
    this.#entries.get(id)?.forgotten()
    this.#entries.delete(id)
  }

  #leastInteresting(): number {
    for (const [id, { isClosed }] of this.#entries) {
      if (isClosed) return id
    }
    const [oldest = 0] = this.#entries.keys()
    return oldest
  }
}
