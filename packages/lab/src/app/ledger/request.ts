import { boundedHeaders, boundedText, type SeenHeaders } from '../../memory/index.js'
import type { RequestRecord } from './records.js'

const MAX_PATH = 512

export interface RequestHead {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly httpVersion: string
  readonly headers: SeenHeaders
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
      path: boundedText(head.url ?? '', MAX_PATH),
      httpVersion: head.httpVersion,
      headers: boundedHeaders(head.headers),
      startedMs: now(),
    }
  }

  /** What of it came from the client. */
  get texts(): readonly string[] {
    const { method, path, headers } = this.#head
    return [method, path, ...Object.entries(headers).flat()]
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
