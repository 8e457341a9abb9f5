/** What is kept of a response. */
export interface Response {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  /** The server will take another request on this connection. */
  readonly isKept: boolean
}

export type Reading =
  | { readonly kind: 'partial' }
  | { readonly kind: 'complete'; readonly response: Response }
  | { readonly kind: 'invalid'; readonly why: string }

const MAX_HEAD_BYTES = 64 * 1024
/** A probe needs no body: a page that is longer than this is the wrong page. */
const MAX_BODY_BYTES = 4 * 1024 * 1024
const PARTIAL: Reading = { kind: 'partial' }

/** Reads one HTTP/1.x response from bytes as they come; any bytes give a reading, never a throw. */
export class ResponseReader {
  readonly #method: 'GET' | 'HEAD'
  #bytes = Buffer.alloc(0)
  #head: Response | undefined
  #bodyAt = 0

  constructor(method: 'GET' | 'HEAD') {
    this.#method = method
  }

  get hasStarted(): boolean {
    return this.#bytes.length > 0
  }

  push(chunk: Uint8Array): Reading {
    if (this.#bytes.length + chunk.length > MAX_HEAD_BYTES + MAX_BODY_BYTES) return invalid('the response is too long')
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    return this.#read()
  }

  #read(): Reading {
    if (this.#head === undefined) {
      const end = this.#bytes.indexOf('\r\n\r\n')
      if (end < 0) return this.#bytes.length > MAX_HEAD_BYTES ? invalid('its head is too long') : this.#checkStart()
      const head = parseHead(this.#bytes.toString('latin1', 0, end))
      if (head === undefined) return invalid('what came is no HTTP/1 response')
      this.#bytes = this.#bytes.subarray(end + 4)
      if (head.status < 200) return this.#read()
      this.#head = head
    }
    return this.#readBody(this.#head)
  }

  #checkStart(): Reading {
    const start = this.#bytes.toString('latin1', 0, 5)
    return 'HTTP/'.startsWith(start) || start === 'HTTP/' ? PARTIAL : invalid('what came is no HTTP/1 response')
  }

  #readBody(response: Response): Reading {
    const done: Reading = { kind: 'complete', response }
    if (this.#method === 'HEAD' || response.status === 204 || response.status === 304) return done
    if (/\bchunked\b/i.test(response.headers.get('transfer-encoding') ?? '')) return this.#readChunks(done)
    const length = response.headers.get('content-length')
    // Without a length the body ends with the connection (RFC 9112 section 6.3): nothing is kept.
    if (length === undefined) return { kind: 'complete', response: { ...response, isKept: false } }
    if (!/^\d{1,15}$/.test(length)) return invalid('its Content-Length is no number')
    if (Number(length) > MAX_BODY_BYTES) return invalid('the response is too long')
    return this.#bytes.length >= Number(length) ? done : PARTIAL
  }

  #readChunks(done: Reading): Reading {
    for (;;) {
      const end = this.#bytes.indexOf('\r\n', this.#bodyAt)
      if (end < 0) return PARTIAL
      const size = Number.parseInt(this.#bytes.toString('latin1', this.#bodyAt, end), 16)
      if (!(size >= 0 && size <= MAX_BODY_BYTES)) return invalid('a chunk of it has no size')
      if (size === 0) return this.#readTrailers(end, done)
      if (this.#bytes.length < end + 2 + size + 2) return PARTIAL
      this.#bodyAt = end + 2 + size + 2
    }
  }

  /** The last chunk is followed by trailers, usually none, and an empty line. */
  #readTrailers(end: number, done: Reading): Reading {
    return this.#bytes.indexOf('\r\n\r\n', end) < 0 ? PARTIAL : done
  }
}

const invalid = (why: string): Reading => ({ kind: 'invalid', why })

function parseHead(text: string): Response | undefined {
  const [start = '', ...lines] = text.split('\r\n')
  const match = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(start)
  if (match === null) return undefined
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return { status: Number(match[2]), headers, isKept: isKept(match[1] === '1', headers.get('connection') ?? '') }
}

function isKept(isHttp11: boolean, connection: string): boolean {
  return isHttp11 ? !/\bclose\b/i.test(connection) : /\bkeep-alive\b/i.test(connection)
}
