import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'

/** One request in progress and its answer, the same for HTTP/1.1 and HTTP/2. */
export interface Exchange {
  readonly startedAt: number
  /** Since when, as far as has been seen, the handler alone is waited for. */
  handlersTurnSince: number | undefined
  /** Whether the client owes a part of the request. */
  isIncomplete(): boolean
  /** Whether the handler alone is waited for: the request is complete, or held back until the handler speaks. */
  isHandlersTurn(): boolean
  /** Whether those bytes are waited for: nothing lies unread here, and no answer is on its way. */
  waitsForBody(): boolean
  isAnswered(): boolean
  /** Whether a part of the answer waits for the client. */
  isUnsent(): boolean
  /** Called once its answer is over: now, or when the rest of a request has come that was answered early. */
  whenOver(done: () => void): void
  /** Whether to tell the client, on this answer, that the connection closes after it (RFC 9112 §9.6). */
  sayClose(isLast: boolean): void
}

/** Made for every request, so without a closure. */
export class Http1Exchange implements Exchange {
  handlersTurnSince: number | undefined
  private readonly bytesAtStart: number
  private isLast = false
  private saysClose = false

  /** With `awaitsContinue` the client rightly holds its body back until the handler says 100 (RFC 9110 §10.1.1). */
  constructor(
    private readonly req: IncomingMessage,
    private readonly res: ServerResponse & { readonly _sent100?: boolean },
    awaitsContinue: boolean,
    readonly startedAt: number,
  ) {
    this.bytesAtStart = awaitsContinue ? req.socket.bytesRead : -1
  }

  isIncomplete(): boolean {
    return !this.req.complete && !this.isHeldBack()
  }

  isHandlersTurn(): boolean {
    return !this.isIncomplete()
  }

  waitsForBody(): boolean {
    const isAnswering = this.res.headersSent && !this.res.writableFinished
    return this.isIncomplete() && this.req.readableLength === 0 && !isAnswering
  }

  isAnswered(): boolean {
    return this.res.headersSent
  }

  isUnsent(): boolean {
    return false
  }

  whenOver(done: () => void): void {
    if (this.req.complete || this.req.socket.destroyed) done()
    else this.req.once('close', done)
  }

  /** Node closes after an answer that says so, and clients do: not while a part of the request is on its way. */
  sayClose(isLast: boolean): void {
    this.isLast = isLast
    if (!isLast || !this.mayBringBody()) this.setClose()
    else this.req.prependOnceListener('end', () => this.setClose())
  }

  private setClose(): void {
    if (this.res.headersSent || this.isLast === this.saysClose) return
    this.saysClose = this.isLast
    if (this.isLast) this.res.setHeader('Connection', 'close')
    else this.res.removeHeader('Connection')
  }

  /** A request without one is not complete yet either when it is shown to its handler. */
  private mayBringBody(): boolean {
    const { 'content-length': length = '0', 'transfer-encoding': coding } = this.req.headers
    return !this.req.complete && (coding !== undefined || Number(length) > 0)
  }

  /** Node notes in `_sent100` that the handler has said 100 (lib/_http_server.js): from then on the client owes the body. */
  private isHeldBack(): boolean {
    return this.bytesAtStart >= 0 && this.res._sent100 !== true && this.req.socket.bytesRead === this.bytesAtStart
  }
}

/**
 * A stream that has begun to answer, gRPC and tunnels (RFC 8441) speak both
 * ways for as long as they like: their client owes nothing. A tunnel's request
 * is its headers; every other one goes on until its client has ended it.
 */
export function http2Exchange(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, startedAt: number): Exchange {
  const isTunnel = headers[':method'] === 'CONNECT'
  const owesNothing = isTunnel || (headers['content-type'] ?? '').startsWith('application/grpc')
  const goesOn = () =>
    !isTunnel &&
    !stream.endAfterHeaders &&
    !stream.destroyed &&
    stream.state.state !== constants.NGHTTP2_STREAM_STATE_HALF_CLOSED_REMOTE
  const isIncomplete = () => !owesNothing && goesOn()
  return {
    startedAt,
    handlersTurnSince: undefined,
    isIncomplete,
    isHandlersTurn: () => !goesOn(),
    waitsForBody: () => isIncomplete() && stream.readableLength === 0 && !stream.headersSent,
    isAnswered: () => stream.headersSent,
    isUnsent: () => stream.headersSent && stream.writableLength > 0,
    whenOver: (done) => done(),
    // GOAWAY has said it.
    sayClose: () => undefined,
  }
}
