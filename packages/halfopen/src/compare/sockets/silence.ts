import type { Silence } from '../facts/index.js'
import type { Reading } from './reading.js'

/** Delayed acknowledgments come within 200 ms (TCP_DELACK_MAX): what comes later is a probe or its answer. */
const SETTLE_MS = 250

const NONE: Silence = { ms: 0, segmentsOut: 0, segmentsIn: 0 }

type Counters = Pick<Reading, 'bytesSent' | 'bytesReceived' | 'segmentsOut' | 'segmentsIn' | 'silentMs'>

/** Measures the stretches without data on one connection, and counts the segments that went all the same. */
export class SilenceMeter {
  #sinceMs: number | undefined
  #bytes = -1
  #base: Counters | undefined
  #current = NONE
  #longest = NONE

  get current(): Silence {
    return this.#current
  }

  get longest(): Silence {
    return this.#current.ms > this.#longest.ms ? this.#current : this.#longest
  }

  add(atMs: number, now: Counters): void {
    const bytes = now.bytesSent + now.bytesReceived
    if (this.#sinceMs === undefined || bytes !== this.#bytes) this.#broken(atMs - now.silentMs)
    this.#bytes = bytes
    const ms = atMs - (this.#sinceMs ?? atMs)
    if (ms < SETTLE_MS) this.#base = now
    const base = this.#base ?? now
    this.#base = base
    this.#current = {
      ms: Math.max(0, ms),
      segmentsOut: now.segmentsOut - base.segmentsOut,
      segmentsIn: now.segmentsIn - base.segmentsIn,
    }
  }

  /** Data went at `atMs`: the silence before it has ended. */
  #broken(atMs: number): void {
    const ended = this.#sinceMs === undefined ? NONE : { ...this.#current, ms: Math.max(0, atMs - this.#sinceMs) }
    if (ended.ms > this.#longest.ms) this.#longest = ended
    this.#sinceMs = atMs
    this.#base = undefined
  }
}
