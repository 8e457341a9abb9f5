import type { AddressWords } from '../words/index.js'

/**
 * Connections as columns: one typed array per fact, one index per connection.
 * A host with 100,000 connections is 35 arrays, not 100,000 objects; objects
 * appear only for what is reported.
 *
 * `Columns` names every fact once: its meaning, its unit and its kernel source
 * (`include/uapi/linux/inet_diag.h`, `include/uapi/linux/tcp.h`).
 */
export interface Columns {
  /** Index into Snapshot.namespaces. */
  readonly namespace: Uint16Array
  /** Kernel state number; see words/states. */
  readonly state: Uint8Array
  /** Kernel timer number; see words/timers. */
  readonly timer: Uint8Array
  /** `idiag_retrans`: retransmissions, or unanswered probes when timer is keep-alive or zero-window. */
  readonly timerRetries: Uint8Array
  /** Time until the timer fires, ms. */
  readonly timerExpiresMs: Uint32Array
  /** Four words per row. */
  readonly local: Uint32Array
  readonly localPort: Uint16Array
  /** Four words per row. */
  readonly remote: Uint32Array
  readonly remotePort: Uint16Array
  /** Kernel socket cookie: the identity of a connection in its namespace. 0 where the source has none. */
  readonly cookie: Float64Array
  /** Inode of the socket; 0 where no process holds a descriptor (not yet accepted, or closed). */
  readonly inode: Uint32Array
  readonly uid: Uint32Array
  /** Bytes received and not read; a FIN counts one. */
  readonly receiveQueueBytes: Uint32Array
  /** Bytes sent and not acknowledged, or not yet sent. */
  readonly sendQueueBytes: Uint32Array
  /** Index into Snapshot.processes, -1 where no owner was found. */
  readonly owner: Int32Array
  /** 1 where the tcp_info columns below are filled. */
  readonly hasInfo: Uint8Array
  /** Time since data was last sent, ms. Restarts on retransmission. */
  readonly lastDataSentMs: Uint32Array
  /** Time since data was last received, ms. */
  readonly lastDataReceivedMs: Uint32Array
  /** Time since an acknowledgment was last received, ms. In CLOSE-WAIT: since the FIN. */
  readonly lastAckReceivedMs: Uint32Array
  /** Consecutive retransmission timeouts of the oldest unacknowledged segment. */
  readonly retransmits: Uint8Array
  readonly backoff: Uint8Array
  /** Segments sent and not acknowledged. */
  readonly unackedSegments: Uint32Array
  /** Smoothed round-trip time, µs. */
  readonly rttUs: Uint32Array
  readonly bytesAcked: Float64Array
  readonly bytesReceived: Float64Array
  readonly segmentsIn: Uint32Array
  readonly dataSegmentsIn: Uint32Array
  /** Segments with data that were sent: 1 on a connection that carried one small request. */
  readonly dataSegmentsOut: Uint32Array
  /** Window the peer advertises, bytes; 0xffffffff where the kernel does not say. */
  readonly peerWindowBytes: Uint32Array
}

export type ColumnName = keyof Columns
type Column = Columns[ColumnName]
type ColumnType = { new (length: number): Column; readonly BYTES_PER_ELEMENT: number }

const TYPES: Readonly<Record<ColumnName, ColumnType>> = {
  namespace: Uint16Array,
  state: Uint8Array,
  timer: Uint8Array,
  timerRetries: Uint8Array,
  timerExpiresMs: Uint32Array,
  local: Uint32Array,
  localPort: Uint16Array,
  remote: Uint32Array,
  remotePort: Uint16Array,
  cookie: Float64Array,
  inode: Uint32Array,
  uid: Uint32Array,
  receiveQueueBytes: Uint32Array,
  sendQueueBytes: Uint32Array,
  owner: Int32Array,
  hasInfo: Uint8Array,
  lastDataSentMs: Uint32Array,
  lastDataReceivedMs: Uint32Array,
  lastAckReceivedMs: Uint32Array,
  retransmits: Uint8Array,
  backoff: Uint8Array,
  unackedSegments: Uint32Array,
  rttUs: Uint32Array,
  bytesAcked: Float64Array,
  bytesReceived: Float64Array,
  segmentsIn: Uint32Array,
  dataSegmentsIn: Uint32Array,
  dataSegmentsOut: Uint32Array,
  peerWindowBytes: Uint32Array,
}

const NAMES = Object.keys(TYPES) as ColumnName[]

/** Words of an address column per row. */
const widthOf = (name: ColumnName): number => (name === 'local' || name === 'remote' ? 4 : 1)

export const UNKNOWN_WINDOW = 0xffffffff

export class ConnectionTable {
  /** Rows in use. */
  length = 0
  columns: Columns
  #capacity: number

  constructor(capacity = 256) {
    this.#capacity = capacity
    this.columns = allocate(capacity)
  }

  get capacity(): number {
    return this.#capacity
  }

  /** Forgets all rows, keeps the memory: a watcher looks every second. */
  clear(): void {
    this.length = 0
  }

  /** Makes room for at least `rows`, doubling, with the rows in use kept. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return
    let capacity = this.#capacity
    while (capacity < rows) capacity *= 2
    const grown = allocate(capacity)
    for (const name of NAMES) {
      grown[name].set(this.columns[name].subarray(0, this.length * widthOf(name)))
    }
    this.columns = grown
    this.#capacity = capacity
  }

  /** Copies a row of another table behind the last one of this. */
  append(from: ConnectionTable, row: number): void {
    this.reserve(this.length + 1)
    for (const name of NAMES) {
      const width = widthOf(name)
      this.columns[name].set(from.columns[name].subarray(row * width, (row + 1) * width), this.length * width)
    }
    this.length++
  }

  localAddress(row: number): AddressWords {
    return wordsAt(this.columns.local, row)
  }

  remoteAddress(row: number): AddressWords {
    return wordsAt(this.columns.remote, row)
  }
}

function allocate(capacity: number): Columns {
  const columns: Partial<Record<ColumnName, Column>> = {}
  for (const name of NAMES) columns[name] = new TYPES[name](capacity * widthOf(name))
  return columns as Columns
}

function wordsAt(words: Uint32Array, row: number): AddressWords {
  const at = row * 4
  return [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0]
}
