/** What HTTP/1.1's and HTTP/2's responses of Node.js have in common, as far as a route needs it. */
export interface Answer extends NodeJS.EventEmitter {
  readonly headersSent: boolean
  /** HTTP/1.1 only: whether the connection outlives this answer. */
  readonly shouldKeepAlive?: boolean
  readonly statusCode: number
  setHeader(name: string, value: string | number): unknown
  removeHeader(name: string): void
  writeHead(status: number): unknown
  /** HTTP/2's `writeHead` sends the head by itself. */
  flushHeaders?(): void
  write(bytes: Uint8Array): boolean
  end(whenHandedOver: () => void): unknown
}

/** The same for requests. */
export interface Asked extends NodeJS.EventEmitter, AsyncIterable<Uint8Array> {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly httpVersion: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly complete: boolean
  resume(): unknown
}

export type Headers = Readonly<Record<string, string | number>>
