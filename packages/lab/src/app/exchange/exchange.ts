import { once } from 'node:events'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

import type { LiveConnection } from '../connection/index.js'
import type { RequestEntry } from '../ledger/index.js'
import type { Answer, Asked, Headers } from './answer.js'
import { filler } from './filler.js'

/** By this the probe and others know whom they are talking to. */
export const LAB_HEADER = { 'halfopen-lab': 'app' } as const

/** RFC 9110 §15.3.5, §15.4.5: their answers have no body. */
const WITHOUT_BODY = new Set([204, 304])

interface Parts {
  readonly asked: Asked
  readonly answer: Answer
  readonly connection: LiveConnection
  readonly entry: RequestEntry
}

/**
 * One request and its answer, over HTTP/1.1 or HTTP/2. Every wait ends when
 * the client leaves or the app is disposed: it then throws an AbortError.
 */
export class Exchange {
  readonly asked: Asked
  readonly connection: LiveConnection
  readonly signal: AbortSignal
  readonly #answer: Answer
  readonly #entry: RequestEntry
  readonly #over = new AbortController()
  #isComplete = false

  constructor({ asked, answer, connection, entry }: Parts) {
    this.asked = asked
    this.connection = connection
    this.signal = this.#over.signal
    this.#answer = answer
    this.#entry = entry
    // Not only because a client may leave: what nobody reads would stop the connection.
    asked.on('error', () => undefined)
    answer.on('error', () => undefined)
    answer.once('close', () => this.giveUp())
  }

  get isHeadSent(): boolean {
    return this.#answer.headersSent
  }

  /** The whole answer was handed to the kernel. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  /** Ends every wait of this exchange. */
  giveUp(): void {
    this.#over.abort()
  }

  /** Sends the head of the answer, at once. */
  head(status: number, headers: Headers = {}): void {
    for (const [name, value] of Object.entries({ ...headers, ...LAB_HEADER })) this.#answer.setHeader(name, value)
    this.#announceKeepAlive()
    this.#answer.writeHead(status)
    this.#answer.flushHeaders?.()
    this.#entry.answered(status)
  }

  /** Sends bytes of the body; waits where the client does not read. Nothing where the answer has no body. */
  async send(bytes: Uint8Array | string): Promise<void> {
    if (!this.#hasBody) return
    this.signal.throwIfAborted()
    if (this.#answer.write(Buffer.from(bytes))) return
    await once(this.#answer, 'drain', { signal: this.signal })
    // A kernel that takes everything at once would leave no turn for the other connections.
    await nextTurn(undefined, { signal: this.signal })
  }

  /** Sends so many bytes that mean nothing. */
  async fill(bytes: number): Promise<void> {
    if (!this.#hasBody) return
    for (const piece of filler(bytes)) await this.send(piece)
  }

  /** Ends the answer; resolves once the kernel has it. */
  async end(): Promise<void> {
    this.signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true })
      this.#answer.end(resolve)
    })
    this.#isComplete = true
  }

  /** A whole answer of text. */
  async text(status: number, body: string, headers: Headers = {}): Promise<void> {
    const bytes = Buffer.from(body)
    this.head(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': bytes.length, ...headers })
    await this.send(bytes)
    await this.end()
  }

  /** Waits; `ms` up to a day. */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.signal })
  }

  /** Waits until the request has come whole: closing before that would make the kernel send a RST for what is unread. */
  async askedWhole(): Promise<void> {
    this.asked.resume()
    if (!this.asked.complete) await once(this.asked, 'end', { signal: this.signal })
  }

  get #hasBody(): boolean {
    return this.asked.method !== 'HEAD' && !WITHOUT_BODY.has(this.#answer.statusCode)
  }

  /** HTTP/1.1 only: HTTP/2 has no such headers (RFC 9113 §8.2.2). */
  #announceKeepAlive(): void {
    const { idle } = this.connection
    if (idle === undefined || this.#answer.shouldKeepAlive !== true) return
    // Without the header a connection persists all the same (RFC 9112 §9.3).
    if (idle.announcedMs === null) this.#answer.removeHeader('connection')
    else this.#answer.setHeader('keep-alive', `timeout=${Math.floor(idle.announcedMs / 1000)}`)
  }
}
