import type { RequestRecord } from './records.js'

const MAX_PATH = 512
const MAX_VALUE = 512
const MAX_HEADERS = 2048

export interface RequestHead {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly httpVersion: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** One request, from its head to the end of its answer. */
export class RequestEntry {
  readonly #head: Pick<RequestRecord, 'method' | 'path' | 'httpVersion' | 'headers' | 'startedMs'>
  #status: number | null = null
  #answeredMs: number | null = null
  #endedMs: number | null = null
  #completed = false

  constructor(
    head: RequestHead,
    readonly now: () => number,
  ) {
    this.#head = {
      method: head.method ?? '',
      path: (head.url ?? '').slice(0, MAX_PATH),
      httpVersion: head.httpVersion,
      headers: boundedHeaders(head.headers),
      startedMs: now(),
    }
  }

  answered(status: number): void {
    this.#status = status
    this.#answeredMs = this.now()
  }

  ended(how: 'completed' | 'given-up'): void {
    if (this.#endedMs !== null) return
    this.#endedMs = this.now()
    this.#completed = how === 'completed'
  }

  get isUnderWay(): boolean {
    return this.#endedMs === null
  }

  record(): RequestRecord {
    return {
      ...this.#head,
      status: this.#status,
      answeredMs: this.#answeredMs,
      endedMs: this.#endedMs,
      completed: this.#completed,
    }
  }
}

/** What a client sends is kept only up to a bound: it may send a thousand requests. */
function boundedHeaders(headers: RequestHead['headers']): Readonly<Record<string, string>> {
  const kept: [string, string][] = []
  let room = MAX_HEADERS
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2's pseudo-headers are in method and path.
    if (value === undefined || name.startsWith(':')) continue
    const text = String(value).slice(0, MAX_VALUE)
    room -= name.length + text.length
    if (room < 0) break
    kept.push([name, text])
  }
  return Object.fromEntries(kept)
}
