import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'

/** What is read of undici's own objects. All of it may be missing: copies of every version come by. */
export interface DispatchOptions {
  readonly origin?: string | URL
  readonly path?: string
  readonly method?: string
}

export interface Dispatcher {
  readonly destroyed?: boolean
  readonly stats?: { readonly queued?: number; readonly free?: number }
}

/** `dispatch` as undici's classes have it. */
export type Dispatch = (this: Dispatcher, options: DispatchOptions, handler: object) => boolean

export interface UndiciRequest {
  readonly origin: string | URL | undefined
  readonly path: string
  readonly method: string
  readonly upgrade?: unknown
}

/** Messages of the diagnostics channels. Source: undici docs/docs/api/DiagnosticsChannel.md */
export interface Messages {
  readonly create: { readonly request: UndiciRequest }
  readonly connected: {
    readonly connectParams: { readonly protocol: string; readonly host: string }
    readonly socket: Socket
  }
  readonly sendHeaders: { readonly request: UndiciRequest; readonly socket: Socket }
  readonly headers: {
    readonly request: UndiciRequest
    readonly response: { readonly statusCode: number; readonly headers: unknown }
  }
  readonly trailers: { readonly request: UndiciRequest }
  readonly error: { readonly request: UndiciRequest; readonly error: unknown }
}

/**
 * The stream that a handler of undici fills with the response's body: `res` of
 * request(), stream() and pipeline(), `body` of fetch. Undefined when the
 * handler is another, or the response has not begun.
 */
export function bodyStream(handler: object | undefined): Readable | undefined {
  for (const inner of layersOf(handler)) {
    if (isReadable(inner.res)) return inner.res
    // `body` of request() and its like is the request's.
    if (isReadable(inner.body) && !('callback' in inner) && !('res' in inner)) return inner.body
  }
  return undefined
}

/** What stream() writes the response's body to, where nobody can read it. */
export function bodySink(handler: object | undefined): Writable | undefined {
  for (const { res } of layersOf(handler)) if (isWritable(res) && !isReadable(res)) return res
  return undefined
}

interface Layer {
  readonly res?: unknown
  readonly body?: unknown
  readonly handler?: unknown
}

/** A handler, and those that it wraps as far as can be seen: since undici 7 interceptors hide them in private fields. */
function* layersOf(handler: unknown): Generator<Layer> {
  let layer = handler as Layer | null | undefined
  for (let depth = 0; depth < MAX_WRAPPERS && typeof layer === 'object' && layer !== null; depth += 1) {
    yield layer
    layer = layer.handler as typeof layer
  }
}

/** What fetch decodes a compressed body with; zlib's own, and one of undici. */
const DECODERS = new Set(['Gunzip', 'Inflate', 'InflateRaw', 'InflateStream', 'BrotliDecompress', 'ZstdDecompress'])

/** Where the application reads: a decoder takes the bytes of a compressed body, whether or not anybody reads on. */
export function decodedStream(body: Readable): Readable {
  const { pipes = [] } = (body as { _readableState?: { pipes?: readonly unknown[] } })._readableState ?? {}
  const decoder = pipes.find((pipe) => isReadable(pipe) && DECODERS.has(pipe.constructor.name))
  return decoder === undefined ? body : decodedStream(decoder as Readable)
}

/** Whether it is a decoder that was given bytes: what it makes of them may be on its way still. */
export function isDecoding(stream: Readable): boolean {
  const { bytesWritten = 0, writableLength = 0 } = stream as { bytesWritten?: number; writableLength?: number }
  return bytesWritten + writableLength > 0
}

/** Handlers of interceptors (retry, redirect) wrap the one that holds the body. */
const MAX_WRAPPERS = 4

function isReadable(value: unknown): value is Readable {
  return typeof value === 'object' && value !== null && 'readableLength' in value && 'readableDidRead' in value
}

function isWritable(value: unknown): value is Writable {
  return typeof value === 'object' && value !== null && 'writableLength' in value
}

/** The symbol of an own property of `object` that is described so. */
export function symbolOf(object: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description)
}

/** The property of `object` whose symbol is described so: undici keeps its state under private symbols. */
export function symbolValue(object: object, description: string): unknown {
  const symbol = symbolOf(object, description)
  return symbol === undefined ? undefined : (object as Record<symbol, unknown>)[symbol]
}
