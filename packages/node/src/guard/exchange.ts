import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'

/** One request in progress and its answer, the same for HTTP/1.1 and HTTP/2. */
export interface Exchange {
  readonly startedAt: number
  /** When it was first seen that the request is complete: from here on the handler is waited for. */
  completeAt: number | undefined
  /** Whether the client has yet to send a part of the request. */
  isIncomplete(): boolean
  /** Whether those bytes are waited for: nothing lies unread here, and no answer is on its way. */
  waitsForBody(): boolean
  isAnswered(): boolean
  /** Whether a part of the answer waits for the client. */
  isUnsent(): boolean
  /** Called once its answer is over: now, or when the rest of a request has come that was answered early. */
  whenOver(done: () => void): void
}

/** Made for every request, so without a closure. */
export class Http1Exchange implements Exchange {
  completeAt: number | undefined
  private readonly bytesAtStart: number

  /** With `awaitsContinue` the client rightly holds its body back until the handler says 100 (RFC 9110 §10.1.1). */
  constructor(
    private readonly req: IncomingMessage,
    private readonly res: ServerResponse,
    awaitsContinue: boolean,
    readonly startedAt: number,
  ) {
    this.bytesAtStart = awaitsContinue ? req.socket.bytesRead : -1
  }

  isIncomplete(): boolean {
    return !this.req.complete && !this.isHeldBack()
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

  private isHeldBack(): boolean {
    return this.bytesAtStart >= 0 && this.req.socket.bytesRead === this.bytesAtStart
  }
}

/**
 * A stream that has begun to answer, gRPC and tunnels (RFC 8441) speak both
 * ways for as long as they like: their client owes nothing.
 */
export function http2Exchange(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, startedAt: number): Exchange {
  const speaksBothWays =
    headers[':method'] === 'CONNECT' || (headers['content-type'] ?? '').startsWith('application/grpc')
  const isIncomplete = () =>
    !speaksBothWays &&
    !stream.endAfterHeaders &&
    !stream.destroyed &&
    stream.state.state !== constants.NGHTTP2_STREAM_STATE_HALF_CLOSED_REMOTE
  return {
    startedAt,
    completeAt: undefined,
    isIncomplete,
    waitsForBody: () => isIncomplete() && stream.readableLength === 0 && !stream.headersSent,
    isAnswered: () => stream.headersSent,
    isUnsent: () => stream.headersSent && stream.writableLength > 0,
    whenOver: (done) => done(),
  }
}
