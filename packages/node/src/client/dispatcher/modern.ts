import type { Duplex } from 'node:stream'
import { type Dispatcher, util } from 'undici'
import type { Abort, RawHandler } from './raw-handler.js'

/** A handler of undici's newer interface (undici 8, most interceptors), called through the older one. */
export class Modern implements RawHandler {
  private controller: Controller | undefined

  constructor(private readonly handler: Dispatcher.DispatchHandler) {}

  onConnect(abort: Abort, context?: unknown): void {
    this.controller = new Controller(abort)
    this.handler.onRequestStart?.(this.controller, context)
  }

  onResponseStarted(): void {
    this.handler.onResponseStarted?.()
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void, text: string): boolean {
    const controller = this.started()
    controller.rawHeaders = headers
    controller.onResume = resume
    this.handler.onResponseStart?.(controller, status, util.parseHeaders(headers), text)
    return !controller.paused
  }

  onData(chunk: Buffer): boolean {
    const controller = this.started()
    this.handler.onResponseData?.(controller, chunk)
    return !controller.paused
  }

  onComplete(trailers: string[] | null): void {
    const controller = this.started()
    controller.rawTrailers = trailers ?? []
    this.handler.onResponseEnd?.(controller, util.parseHeaders(trailers ?? []))
  }

  onError(error: Error): void {
    this.handler.onResponseError?.(this.started(), error)
  }

  onUpgrade(status: number, headers: Buffer[] | string[] | null, socket: Duplex): void {
    const controller = this.started()
    controller.rawHeaders = headers ?? []
    this.handler.onRequestUpgrade?.(controller, status, util.parseHeaders(headers ?? []), socket)
  }

  private started(): Controller {
    this.controller ??= new Controller(() => undefined)
    return this.controller
  }
}

/** What the newer interface hands out to steer one exchange. */
class Controller implements Dispatcher.DispatchController {
  rawHeaders: Buffer[] | string[] = []
  rawTrailers: string[] = []
  onResume: () => void = () => undefined
  private why: Error | null = null
  private isAborted = false
  private isPaused = false

  constructor(private readonly end: Abort) {}

  get aborted(): boolean {
    return this.isAborted
  }

  get paused(): boolean {
    return this.isPaused
  }

  get reason(): Error | null {
    return this.why
  }

  abort(reason: Error): void {
    if (this.isAborted) return
    this.isAborted = true
    this.why = reason
    this.end(reason)
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    this.onResume()
  }
}
