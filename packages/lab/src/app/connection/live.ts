import type { Http2Session } from 'node:http2'
import type { Socket } from 'node:net'

import type { ConnectionEntry } from '../ledger/index.js'

/** How a connection ends: with a FIN (and, under TLS, a close_notify before it), or with a RST. */
export type CloseHow = 'fin' | 'reset'

/** What happens to a connection that waits for its first or its next request. */
export interface IdlePolicy {
  /** null: it may wait for ever. */
  readonly timeoutMs: number | null
  /** What `Keep-Alive: timeout=…` says, ms; null: neither that header nor `Connection: keep-alive` is sent. */
  readonly announcedMs: number | null
  readonly how: CloseHow
}

/** A request that is being answered. */
export interface UnderWay {
  readonly isHeadSent: boolean
  giveUp(): void
}

interface Parts {
  readonly raw: Socket
  /** What HTTP is spoken over: `raw` itself, or TLS on it. */
  readonly stream: Socket
  readonly entry: ConnectionEntry
  readonly idle: IdlePolicy | undefined
}

/** A connection that is open, and the ways to end it. */
export class LiveConnection {
  readonly raw: Socket
  readonly entry: ConnectionEntry
  /** Set once HTTP/2 is spoken. */
  session: Http2Session | undefined
  /** undefined: it waits for ever and announces nothing beyond what HTTP/1.1 does by itself. */
  idle: IdlePolicy | undefined
  readonly #stream: Socket
  readonly #underWay = new Set<UnderWay>()
  #idleTimer: NodeJS.Timeout | undefined

  constructor({ raw, stream, entry, idle }: Parts) {
    this.raw = raw
    this.entry = entry
    this.idle = idle
    this.#stream = stream
    raw.once('close', () => this.#closed())
    this.#restsFromNow()
  }

  /** An answer has begun and has not ended. */
  get isAnswering(): boolean {
    return [...this.#underWay].some(({ isHeadSent }) => isHeadSent)
  }

  began(request: UnderWay): void {
    this.#underWay.add(request)
    clearTimeout(this.#idleTimer)
  }

  ended(request: UnderWay): void {
    this.#underWay.delete(request)
    if (this.#underWay.size === 0) this.#restsFromNow()
  }

  close(how: CloseHow): void {
    this.entry.closing()
    if (how === 'reset') this.raw.resetAndDestroy()
    else if (this.session === undefined) this.#stream.destroySoon()
    else this.#closeSession(this.session)
  }

  #restsFromNow(): void {
    const { timeoutMs = null, how = 'fin' } = this.idle ?? {}
    if (timeoutMs !== null && !this.raw.destroyed) this.#idleTimer = setTimeout(() => this.close(how), timeoutMs)
  }

  /** A pipelined request whose turn never came does not hear of the end by itself. */
  #closed(): void {
    clearTimeout(this.#idleTimer)
    for (const request of this.#underWay) request.giveUp()
  }

  /** GOAWAY first, as RFC 9113 §6.8 asks; then the FIN, whatever streams are open. */
  #closeSession(session: Http2Session): void {
    session.close()
    session.destroy()
  }
}
