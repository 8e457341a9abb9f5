import type { TcpState } from '@halfopen/core'
import type { Ending } from '@halfopen/kernel'
import type { ClosedBy, ConnectionFacts } from '../facts/index.js'
import type { Reading } from './reading.js'
import { SilenceMeter } from './silence.js'

const CLIENT_FIN_FIRST: ReadonlySet<TcpState> = new Set(['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'TIME-WAIT'])
const SERVER_FIN_FIRST: ReadonlySet<TcpState> = new Set(['CLOSE-WAIT', 'LAST-ACK'])

/** The sender's sequence numbers count both. */
const SYN_AND_FIN = 2
/** What is read within this time was on its way to be read. */
const LYING_MS = 250
/** A client that has sent nothing yet may set its options only after it has connected. */
const OPTIONS_MS = 5

/** `HTTP/1.1 100 Continue` and an empty line (RFC 9110 §15.2.1): no answer yet, the request goes on. */
const INTERIM_BYTES = 25

/** One connection of a client from look to look; pure. */
export class Track {
  readonly inode: number
  readonly #pid: number
  readonly #openedMs: number
  readonly #silence = new SilenceMeter()
  #last: Reading
  #lookedMs: number
  #movedMs: number
  #established = false
  #establishedMs = 0
  #optionsAreLast = false
  #turns = 0
  #receivedAtTurn = 0
  #halfClosed = false
  #closedBy: ClosedBy | null = null
  #closedMs: number | null = null
  #awaited: boolean | null = null

  constructor(inode: number, pid: number, { atMs, reading }: { atMs: number; reading: Reading }) {
    this.inode = inode
    this.#pid = pid
    this.#openedMs = atMs
    this.#lookedMs = atMs
    this.#movedMs = atMs
    this.#last = { ...reading, bytesSent: 0, bytesReceived: 0 }
    this.add(atMs, reading)
  }

  get isOpen(): boolean {
    return this.#closedMs === null
  }

  get last(): Reading {
    return this.#last
  }

  /** How long no data had gone either way when it was last looked at; in SYN-SENT, since it was opened. */
  get silentMs(): number {
    return this.#lookedMs - this.#movedMs
  }

  /** Its last request has had an answer, all of which was read: it may be idle while its client computes. */
  get mayBeIdle(): boolean {
    return this.#wasAnswered(this.#last) && this.#last.unreadBytes === 0
  }

  get closedBy(): ClosedBy | null {
    return this.#closedBy
  }

  /** True when data went since the last look. */
  add(atMs: number, reading: Reading): boolean {
    const before = this.#last
    const kept = reading.remote === '' ? { ...reading, local: before.local, remote: before.remote } : reading
    this.#noteState(reading, atMs)
    const moved = this.#noteData(before, reading)
    this.#lookedMs = atMs
    if (moved) this.#movedMs = Math.max(this.#openedMs, atMs - reading.silentMs)
    if (this.#established && reading.state !== 'CLOSED') this.#silence.add(atMs, reading)
    // A reset forgets what was counted: the last words of a live connection are worth more.
    this.#last = reading.state === 'CLOSED' && this.#established ? { ...before, state: 'CLOSED' } : kept
    return moved
  }

  /** Its descriptor is gone. */
  close(atMs: number): void {
    this.#closedMs = atMs
    this.#last = { ...this.#last, unreadBytes: this.#leftUnread(), ...this.#unsetOptions() }
  }

  /** Learnt from elsewhere; what was seen with our own eyes stands. */
  learnCloser(closedBy: ClosedBy): void {
    this.#closedBy ??= closedBy
  }

  /** The kernel's last word: what went between the last look and the end. */
  learnEnding({ bytesAcked, bytesReceived, established }: Ending): void {
    const { bytesSent: sent, bytesReceived: received } = this.#last
    this.#established ||= established
    this.#last = {
      ...this.#last,
      bytesSent: Math.max(sent, bytesAcked - SYN_AND_FIN),
      bytesReceived: bytesReceived - received <= 1 ? received : bytesReceived - 1,
    }
  }

  /** What was unread when last seen, and had lain there; else whether it was read before the end is not known. */
  #leftUnread(): number | null {
    const { unreadBytes } = this.#last
    return unreadBytes === 0 || this.silentMs >= LYING_MS ? unreadBytes : null
  }

  /** What was not set when it was read too early may have been set since. */
  #unsetOptions(): Partial<Pick<Reading, 'keepAlive' | 'userTimeoutMs'>> {
    if (this.#optionsAreLast) return {}
    const { keepAlive, userTimeoutMs } = this.#last
    return {
      keepAlive: keepAlive?.enabled === true ? keepAlive : null,
      userTimeoutMs: userTimeoutMs === 0 ? null : userTimeoutMs,
    }
  }

  learnAwaited(awaited: boolean): void {
    this.#awaited = awaited
  }

  facts(): ConnectionFacts {
    const { state, local, localPort, remote, keepAlive, userTimeoutMs, unreadBytes } = this.#last
    const { bytesSent, bytesReceived, retransmits } = this.#last
    return {
      pid: this.#pid,
      local,
      localPort,
      remote,
      openedMs: this.#openedMs,
      closedMs: this.#closedMs,
      state,
      established: this.#established,
      keepAlive,
      userTimeoutMs,
      unreadBytes,
      bytesSent,
      bytesReceived,
      retransmits,
      turns: this.#turns,
      longestSilence: this.#silence.longest,
      lastSilence: this.#silence.current,
      halfClosed: this.#halfClosed,
      closedBy: this.#closedBy,
      awaited: this.#awaited,
    }
  }

  #noteState(reading: Reading, atMs: number): void {
    const { state, bytesSent } = reading
    // The client still holds the descriptor, so a FIN of its own is a shutdown(SHUT_WR).
    if (CLIENT_FIN_FIRST.has(state)) {
      this.#halfClosed = true
      this.#closedBy ??= 'client'
    }
    if (SERVER_FIN_FIRST.has(state)) this.#closedBy ??= 'server'
    if (state === 'CLOSED' && this.#established) {
      this.#closedBy ??= this.#wasGivenUp(reading) ? 'timed-out' : 'reset'
    }
    if (state === 'SYN-SENT' || state === 'CLOSED') return
    if (!this.#established) this.#establishedMs = atMs
    this.#established = true
    // What a client sets it sets before it sends.
    this.#optionsAreLast ||= bytesSent > 0 || atMs - this.#establishedMs >= OPTIONS_MS
  }

  /** A probe that a RST answers is counted as not answered too: the kernel gives up after its last one only. */
  #wasGivenUp({ unanswered, retransmits }: Reading): boolean {
    const before = this.#last
    const most = Math.max(unanswered, before.unanswered)
    const areProbes = Math.max(retransmits, before.retransmits) === 0
    const limit = areProbes && before.userTimeoutMs === 0 ? (before.keepAlive?.probes ?? 1) : 1
    return most >= limit
  }

  #noteData(before: Reading, now: Reading): boolean {
    const sent = now.bytesSent > before.bytesSent
    const received = now.bytesReceived > before.bytesReceived
    if (sent && (this.#turns === 0 || this.#wasAnswered(before))) {
      this.#turns++
      this.#receivedAtTurn = before.bytesReceived
    }
    return sent || received
  }

  #wasAnswered({ bytesReceived }: Pick<Reading, 'bytesReceived'>): boolean {
    const bytes = bytesReceived - this.#receivedAtTurn
    return this.#turns > 0 && bytes > 0 && bytes !== INTERIM_BYTES
  }
}
