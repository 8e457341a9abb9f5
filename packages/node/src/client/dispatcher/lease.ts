import type { Duplex } from 'node:stream'
import { type Dispatcher, errors } from 'undici'
import type { Asker } from '../pool/index.js'
import { deadlineExceeded, type Limits, type Progress, unreadTimeout, worded } from '../failures/index.js'
import { isHeard } from './heard.js'
import { keepAliveOf } from './keep-alive.js'
import type { OriginPool } from './origin-pool.js'
import type { Abort, RawHandler } from './raw-handler.js'
import { diedStale, isReplayable } from './replay.js'
import type { Slot } from './slot.js'

const IGNORED = () => undefined

/**
 * One exchange: it asks its pool for a connection, sends the request there, passes what comes to the caller's handler,
 * and gives the connection back exactly once. It is the pool's Holder and undici's handler in one object, so that a
 * request costs one.
 */
export class Lease implements Asker, RawHandler {
  readonly sinceMs: number
  readonly method: string
  readonly path: string
  isHolder = false
  patience: NodeJS.Timeout | undefined
  previous: Asker | undefined
  next: Asker | undefined
  private slot: Slot | undefined
  private phase: Progress['phase'] = 'queued'
  private isOver = false
  private isEnding = false
  private isPaused = false
  private isUnheard = false
  private untold: Error | undefined
  private hasBegun = false
  private attempts = 0
  private status = 0
  private bodyBytes = 0
  private abortSent: Abort = IGNORED
  private unread: NodeJS.Timeout | undefined
  private deadline: NodeJS.Timeout | undefined

  constructor(
    private readonly pool: OriginPool,
    private readonly options: Dispatcher.DispatchOptions,
    private readonly handler: RawHandler,
    readonly site: { readonly stack?: string } | undefined,
  ) {
    this.sinceMs = pool.now()
    this.method = options.method
    this.path = options.path
  }

  begin(): void {
    const { deadlineMs } = this.pool.settings
    if (deadlineMs > 0)
      this.deadline = setTimeout(() => this.end(deadlineExceeded(this.progress(), deadlineMs)), deadlineMs)
    this.handler.onConnect((reason) => this.end(reason ?? new errors.RequestAbortedError()))
    if (!this.isOver) this.pool.gate.ask(this)
  }

  granted(): void {
    this.send('any')
  }

  refused(error: Error): void {
    this.fail(error)
  }

  /** Ends it from this side: by the caller's abort, a deadline, or the end of the dispatcher. */
  end(reason: Error): void {
    if (this.isOver) return
    this.isEnding = true
    // undici answers an abort with onError; before it has the request, nobody would.
    if (this.abortSent !== IGNORED) this.abortSent(reason)
    if (!this.isOver) this.fail(reason)
  }

  onConnect(abort: Abort): void {
    if (this.isOver) return abort()
    this.abortSent = abort
    this.phase = 'sent'
    if (this.slot === undefined) return
    this.slot.uses += 1
    this.slot.isSent = true
  }

  onResponseStarted(): void {
    this.hasBegun = true
    if (!this.isOver) this.handler.onResponseStarted?.()
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void, text: string): boolean | undefined {
    if (this.isOver) return true
    this.status = status
    if (status >= 200) this.opened(headers)
    return this.paused(this.handler.onHeaders(status, headers, () => this.resumed(resume), text))
  }

  onData(chunk: Buffer): boolean | undefined {
    if (this.isOver) return true
    this.bodyBytes += chunk.length
    return this.paused(this.handler.onData(chunk))
  }

  onComplete(trailers: string[] | null): void {
    if (this.close('reusable')) this.handler.onComplete(trailers)
  }

  onUpgrade(status: number, headers: Buffer[] | string[] | null, socket: Duplex): void {
    if (this.close('broken')) this.handler.onUpgrade?.(status, headers, socket)
    else socket.destroy()
  }

  onError(error: Error): void {
    if (this.isEnding || this.isOver) return this.fail(error)
    if (this.isStale(error)) {
      this.learnStale()
      if (this.mayRetry() && isReplayable(this.options)) return this.retry()
    }
    if (this.isUnsent(error)) {
      this.learnStale()
      // Whatever it is: the server has not seen it.
      if (this.mayRetry()) return this.retry()
    }
    this.fail(worded(error, this.progress(), this.limits()))
  }

  onBodySent(chunk: unknown, total?: unknown): void {
    this.handler.onBodySent?.(chunk, total)
  }

  onRequestSent(): void {
    this.handler.onRequestSent?.()
  }

  private send(kind: 'any' | 'new'): void {
    this.slot = this.pool.slots.take(kind)
    this.phase = this.slot.isConnected ? 'sent' : 'connecting'
    this.attempts += 1
    // undici's typings say that `onHeaders` and `onData` give a boolean; its own handlers give undefined as well.
    this.slot.client.dispatch(this.options, this as Dispatcher.DispatchHandler)
  }

  /** Sent on a connection used before, and gone without a byte of an answer. */
  private isStale(error: Error): boolean {
    return !this.hasBegun && this.slot !== undefined && this.slot.uses > 1 && diedStale(error)
  }

  /**
   * Not sent at all: undici looks at an idle connection for a turn before it writes, and when a RST comes in that turn
   * it fails what waits for it (lib/dispatcher/client.js, onError). Before the connection is up, it is a failed connect.
   */
  private isUnsent(error: Error): boolean {
    return (
      this.slot !== undefined && this.slot.isConnected && !this.slot.isSent && this.slot.uses > 0 && diedStale(error)
    )
  }

  private learnStale(): void {
    this.pool.slots.limit.closedAfter(this.slot?.idleMs ?? 0, this.pool.now())
  }

  private mayRetry(): boolean {
    return this.attempts <= this.pool.settings.retries
  }

  /** On a new connection: others that lie as long are as dead. It keeps its lease meanwhile. */
  private retry(): void {
    this.abortSent = IGNORED
    this.returnSlot('broken')
    // On its own turn: undici is in the middle of taking the old connection down.
    queueMicrotask(() => {
      if (!this.isOver) this.send('new')
    })
  }

  private opened(headers: Buffer[]): void {
    this.phase = 'open'
    const announced = keepAliveOf(headers)
    if (announced !== undefined) this.pool.slots.limit.announce(announced)
  }

  /** Backpressure is fine; backpressure that never ends holds a connection. */
  private paused(goesOn: boolean | undefined): boolean | undefined {
    const { unreadTimeoutMs } = this.pool.settings
    if (goesOn !== false || unreadTimeoutMs === 0 || this.isOver) return goesOn
    this.isPaused = true
    this.unread ??= setTimeout(() => this.unreadFor(unreadTimeoutMs), unreadTimeoutMs).unref()
    this.unread.refresh()
    return goesOn
  }

  private resumed(resume: () => void): void {
    this.isPaused = false
    const { untold } = this
    this.untold = undefined
    if (untold === undefined) resume()
    else this.handler.onError(untold)
  }

  /** Whoever comes to read after all is told then: told now, a body that nobody listens to would end the process. */
  private unreadFor(ms: number): void {
    if (!this.isPaused) return
    this.isUnheard = true
    this.end(unreadTimeout(this.progress(), ms))
  }

  private fail(error: Error): void {
    if (!this.close('broken')) return
    if (this.isUnheard && !isHeard(this.handler)) this.untold = error
    else this.handler.onError(error)
  }

  /** Gives the connection back. @returns false when it was over before. */
  private close(state: 'reusable' | 'broken'): boolean {
    if (this.isOver) return false
    this.isOver = true
    clearTimeout(this.unread)
    clearTimeout(this.deadline)
    this.returnSlot(state)
    this.pool.gate.forget(this)
    this.pool.onClosed()
    return true
  }

  private returnSlot(state: 'reusable' | 'broken'): void {
    if (this.slot !== undefined) this.pool.slots.give(this.slot, state)
    this.slot = undefined
  }

  /** A request may have limits of its own. */
  private limits(): Limits {
    const { connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs } = this.pool.settings
    const { headersTimeout, bodyTimeout } = this.options
    return {
      connectTimeoutMs,
      headersTimeoutMs: headersTimeout ?? headersTimeoutMs,
      bodyTimeoutMs: bodyTimeout ?? bodyTimeoutMs,
    }
  }

  private progress(): Progress {
    const { method, phase, status, bodyBytes } = this
    return { method, phase, status, bytes: bodyBytes, origin: this.pool.origin }
  }
}
