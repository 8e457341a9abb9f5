import type { Socket } from 'node:net'
import type { KeepAlive, SocketHandles } from '@halfopen/kernel'
import { descriptorOf } from '../../native/index.js'

/** A connection of the target to the relay, and its continuation across the path. */
export interface Pair {
  readonly far: Socket
  readonly near: Socket
}

interface Heard {
  segments: number
  bytes: number
  /** Until when the path's end may send a probe. */
  disarmAtMs: number
}

/** Nobody can probe more often than each second, so the path has been silent as long. The interval: only once. */
const ONE_PROBE: KeepAlive = { enabled: true, timeS: 1, intervalS: 32_767, probes: 9 }

/** Both ends count in kernel ticks, and not from the same instant: the second may be due a little later. */
const ARMED_MS = 100

/**
 * The target's keep-alive probes end at the relay. For each of them this sends
 * one across the path, so that the middlebox sees it: a segment without data
 * on a silent connection is a probe, or the late acknowledgement of data,
 * which is too young for the kernel to send one for.
 */
export class ProbeEcho implements Disposable {
  readonly #handles: SocketHandles
  readonly #pairs = new Map<Pair, Heard>()
  readonly #timer: NodeJS.Timeout

  constructor(handles: SocketHandles, everyMs: number) {
    this.#handles = handles
    this.#timer = setInterval(() => this.#look(), everyMs)
  }

  add(pair: Pair): void {
    this.#pairs.set(pair, { segments: this.#segments(pair), bytes: bytesOf(pair), disarmAtMs: Infinity })
    pair.far.once('close', () => this.#pairs.delete(pair))
    pair.near.once('close', () => this.#pairs.delete(pair))
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const nowMs = performance.now()
    for (const [pair, heard] of this.#pairs) {
      const segments = this.#segments(pair)
      const bytes = bytesOf(pair)
      if (nowMs >= heard.disarmAtMs) this.#disarm(pair, heard)
      if (segments > heard.segments && bytes === heard.bytes) this.#probe(pair, heard)
      heard.segments = segments
      heard.bytes = bytes
    }
  }

  /** A shorter time on a connection that probes already counts from its last segment: the probe goes at once (net/ipv4/tcp.c). */
  #probe({ near }: Pair, heard: Heard): void {
    const descriptor = descriptorOf(near)
    this.#handles.setKeepAlive(descriptor, { ...ONE_PROBE, timeS: 2 })
    this.#handles.setKeepAlive(descriptor, ONE_PROBE)
    heard.disarmAtMs = performance.now() + ARMED_MS
  }

  #disarm({ near }: Pair, heard: Heard): void {
    this.#handles.setKeepAlive(descriptorOf(near), { ...ONE_PROBE, enabled: false })
    heard.disarmAtMs = Infinity
  }

  #segments({ far }: Pair): number {
    return this.#handles.segmentsIn(descriptorOf(far))
  }
}

const bytesOf = ({ far }: Pair): number => far.bytesRead + far.bytesWritten
