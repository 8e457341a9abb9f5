import type { Duplex } from 'node:stream'

/** Ends an exchange; without a reason it is an ordinary abort. */
export type Abort = (reason?: Error) => void

/**
 * The handler that undici 7 calls inside. Its typings call these methods deprecated; they are what its own fetch,
 * request, stream and pipeline implement, and what costs no conversion of headers.
 */
export interface RawHandler {
  // `onHeaders` and `onData` pause the connection by false, and only by false.
  onConnect(abort: Abort, context?: unknown): void
  onResponseStarted?(): void
  onHeaders(status: number, headers: Buffer[], resume: () => void, text: string): boolean | undefined
  onData(chunk: Buffer): boolean | undefined
  onComplete(trailers: string[] | null): void
  onError(error: Error): void
  onUpgrade?(status: number, headers: Buffer[] | string[] | null, socket: Duplex): void
  onBodySent?(chunk: unknown, total?: unknown): void
  onRequestSent?(): void
}
