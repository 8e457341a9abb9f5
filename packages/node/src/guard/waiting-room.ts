import type { Socket } from 'node:net'
import { REFUSAL, refuse } from './closing.js'

interface Guest {
  readonly forget: () => void
  until: number
  isRefused: boolean
}

/** How long a refused client may take to read why. */
const LINGER_MS = 1_000

/** New connections for which there is no place yet. The server does not know them. */
export class WaitingRoom {
  private readonly guests = new Map<Socket, Guest>()
  refused = 0

  constructor(
    private readonly options: {
      readonly maxWaiting: number
      readonly waitForPlaceMs: number
      /** TLS and HTTP/2 are closed without an answer: a handshake costs more than what it would refuse. */
      readonly answers: boolean
    },
  ) {}

  /** All that sit here, those included that are being told to go. */
  get size(): number {
    return this.guests.size
  }

  get waiting(): number {
    return [...this.guests.values()].filter(({ isRefused }) => !isRefused).length
  }

  enter(raw: Socket, now: number): void {
    if (this.guests.size >= this.options.maxWaiting) this.makeSpace()
    this.guests.set(raw, { until: now + this.options.waitForPlaceMs, isRefused: false, forget: this.attend(raw) })
    if (this.options.maxWaiting === 0) this.sendAway(raw, now)
  }

  /** Who has asked something goes before who is silent. */
  next(): Socket | undefined {
    let first: Socket | undefined
    for (const [raw, { isRefused }] of this.guests) {
      if (isRefused || raw.destroyed) continue
      if (raw.bytesRead > 0) return raw
      first ??= raw
    }
    return first
  }

  leave(raw: Socket): void {
    this.guests.get(raw)?.forget()
    this.guests.delete(raw)
  }

  sweep(now: number): void {
    for (const [raw, guest] of this.guests) {
      if (now < guest.until) continue
      if (guest.isRefused) this.dismiss(raw)
      else this.sendAway(raw, now)
    }
  }

  /** Every guest, in order of arrival; the room is empty after it. */
  empty(): Socket[] {
    const open = [...this.guests].filter(([, { isRefused }]) => !isRefused).map(([raw]) => raw)
    for (const raw of this.guests.keys()) {
      if (open.includes(raw)) this.leave(raw)
      else this.dismiss(raw)
    }
    return open
  }

  sendAway(raw: Socket, now: number): void {
    const guest = this.guests.get(raw)
    if (guest === undefined || guest.isRefused) return
    this.refused++
    guest.isRefused = true
    guest.until = now + LINGER_MS
    if (!this.options.answers) this.dismiss(raw)
    else refuse(raw)
  }

  /** Full: whoever was refused or is silent goes first, else the first who came. */
  private makeSpace(): void {
    const guests = [...this.guests]
    const [raw, guest] = guests.find(([raw, guest]) => guest.isRefused || raw.bytesRead === 0) ?? guests[0] ?? []
    if (raw === undefined) return
    if (guest?.isRefused === false) {
      this.refused++
      if (this.options.answers) raw.write(REFUSAL)
    }
    this.dismiss(raw)
  }

  private dismiss(raw: Socket): void {
    this.leave(raw)
    raw.on('error', () => undefined)
    raw.destroy()
  }

  /** A reset without a listener would end the program; the room must not hold who has gone. */
  private attend(raw: Socket): () => void {
    const ignore = () => undefined
    const gone = () => this.leave(raw)
    raw.on('error', ignore).on('close', gone)
    return () => raw.off('error', ignore).off('close', gone)
  }
}
