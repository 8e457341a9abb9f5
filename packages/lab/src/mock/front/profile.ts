import { STATUS_CODES } from 'node:http'

export type Header = readonly [name: string, value: string]

/** What a page may depend on: of the client's request, and of the front's own count. */
export interface PageRequest {
  readonly number: number
  readonly host: string
  readonly userAgent: string
  /** The client's address. */
  readonly client: string
}

/** An error page as the load balancer sends it: the very bytes. */
export interface Page {
  readonly status: number
  readonly reason: string
  /** In their order; without Content-Length the page goes out chunked. Connection is not among them. */
  readonly headers: readonly Header[]
  readonly body: string
  /** Whether the load balancer closes the connection after this page. */
  readonly connection: 'keep' | 'close'
}

/** What went wrong between the front and the mock. */
export type Failure = 'closed' | 'timeout'

/** How a load balancer behaves where it matters to a client's connections. */
export interface FrontProfile {
  readonly name: string
  /** Its row in the table of hops: the idle timeout towards clients. */
  readonly hop: string
  /** How long it waits for a sign of life from the mock, ms; null: for ever. */
  readonly answerTimeoutMs: number | null
  /** The status of the page for a failure of the mock. */
  readonly failed: Readonly<Record<Failure, number>>
  /** Statuses of the mock whose bodies it replaces without being asked to. */
  readonly replacesByDefault: readonly number[]
  /** Whether it keeps connections to the mock for later requests. */
  readonly originConnections: 'reused' | 'one-request'
  /** Whether it writes `Connection: keep-alive`, or leaves HTTP/1.1 to go without saying. */
  readonly saysKeepAlive: boolean
  page(status: number, request: PageRequest): Page
  /** The request headers that it adds for the mock. */
  requestHeaders(request: PageRequest): readonly Header[]
  /** The response headers as it passes them on. */
  responseHeaders(headers: readonly Header[], request: PageRequest): readonly Header[]
}

export const reasonOf = (status: number): string => STATUS_CODES[status] ?? 'Error'

export const date = (): Header => ['Date', new Date().toUTCString()]

export const lengthOf = (body: string): string => String(Buffer.byteLength(body))

/** Takes headers out, whatever their case. */
export const without = (headers: readonly Header[], ...names: readonly string[]): readonly Header[] =>
  headers.filter(([name]) => !names.includes(name.toLowerCase()))
