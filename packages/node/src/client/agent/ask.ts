import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { deadlineExceeded, type Progress } from '../failures/index.js'
import type { Settings } from '../options/index.js'
import type { Asker, Holder } from '../pool/index.js'
import { endExchange } from './end.js'
import type { Origin } from './origin.js'
import type { OpenRequest } from './types.js'
import { type Rounds, Watch } from './watch.js'

const DIED = new Set(['ECONNRESET', 'EPIPE'])

interface Given {
  readonly settings: Settings
  readonly rounds: Rounds
  readonly sinceMs: number
  readonly site: Holder['site']
  readonly onGranted: (ask: Ask) => void
}

/** One request that asked the agent for a connection, until it is closed. */
export class Ask implements Asker {
  readonly method: string
  readonly path: string
  readonly sinceMs: number
  readonly site: Holder['site']
  isHolder = false
  patience: NodeJS.Timeout | undefined
  previous: Asker | undefined
  next: Asker | undefined
  isGranted = false
  private idleMs: number | undefined
  private reusedAtMs = 0
  private status = 0
  private readonly watch: Watch
  private readonly deadline: NodeJS.Timeout | undefined

  constructor(
    readonly request: OpenRequest,
    readonly origin: Origin,
    readonly options: RequestOptions,
    private readonly given: Given,
  ) {
    const { settings, rounds } = given
    this.method = request.method
    this.path = request.path
    this.sinceMs = given.sinceMs
    this.site = given.site
    const exchange = { end: (error: Error) => this.end(error), progress: () => this.progress() }
    this.watch = new Watch(request, settings, rounds, exchange)
    const { deadlineMs } = settings
    if (deadlineMs > 0) {
      this.deadline = setTimeout(() => this.end(deadlineExceeded(this.progress(), deadlineMs)), deadlineMs)
    }
  }

  /**
   * Node.js keeps silent about a request that is destroyed before it has a socket, until somebody gives it one: while
   * this one waits, its `destroy` says so at once.
   */
  queued(): void {
    const { request } = this
    // oxlint-disable-next-line typescript/unbound-method -- called on the request below
    const destroy: (this: ClientRequest, error?: Error) => unknown = request.destroy
    const value = (error?: Error): ClientRequest => {
      const isWaiting = !this.isGranted && !request.destroyed
      destroy.call(request, error)
      if (!isWaiting) return request
      // At once: a connection that comes free in this tick must go to another.
      this.origin.gate.forget(this)
      request.onSocket(null, error)
      return request
    }
    // It stays: V8 turns an object of which something is deleted into a table, which cost eight times the garbage collection.
    Object.defineProperty(request, 'destroy', { value, configurable: true, writable: true })
  }

  granted(): void {
    this.isGranted = true
    this.watch.forHeaders()
    this.given.onGranted(this)
  }

  refused(error: Error): void {
    this.end(error)
  }

  reused(idleMs: number | undefined, nowMs: number): void {
    this.idleMs = idleMs
    this.reusedAtMs = nowMs
  }

  responded(response: IncomingMessage): void {
    this.status = response.statusCode ?? 0
    this.watch.forBody(response)
  }

  /** A connection that had been idle died under the request: the server had closed it before. */
  failed(error: Error & { readonly code?: string }): void {
    if (this.status > 0 || this.idleMs === undefined || !DIED.has(error.code ?? '')) return
    this.origin.idle.diedUnderRequest(this.idleMs, this.reusedAtMs)
  }

  /** Ends it from this side, wherever it stands. */
  end(error: Error): void {
    endExchange(this.request, error)
  }

  closed(): void {
    this.watch.stop()
    clearTimeout(this.deadline)
  }

  private progress(): Progress {
    const { method, status } = this
    const socket = this.request.socket
    return { method, status, origin: this.origin.name, phase: this.phase(), bytes: socket?.bytesRead ?? 0 }
  }

  private phase(): Progress['phase'] {
    if (!this.isGranted) return 'queued'
    if (this.status > 0) return 'open'
    return this.request.socket?.connecting === false ? 'sent' : 'connecting'
  }
}
