import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

import { boundedHeaders, boundedText, MEMORY_BYTES, Recent } from '../../memory/index.js'

/** A request as the client sent it, and what became of it. */
export interface MockRequest {
  /** Since the start; the first is 1. */
  readonly number: number
  /** Which of the client's connections carried it; the first accepted is 1. */
  readonly connection: number
  /** Which request of its connection it is; the first is 1. */
  readonly numberOnConnection: number
  readonly method: string
  /** With the query, as it was sent; at most 2048 characters. */
  readonly path: string
  /** Names in lower case; at most 512 characters of a value, and 2 KiB of it all. */
  readonly headers: Readonly<Record<string, string>>
  /** What the client was sent; null: nothing yet, or nothing at all. */
  readonly status: number | null
  /** Whose body the client was sent. */
  readonly answeredBy: 'mock' | 'front' | null
  /** From its arrival to the end of the answer or of the connection; null: still under way. */
  readonly tookMs: number | null
}

/** A request that is being answered. */
export interface Entry {
  readonly request: MockRequest
  /** Tells what is about to be sent, so that a client that has its answer finds it in the journal. */
  answered(by: 'mock' | 'front', status: number): void
  /** Tells that the answer is out, or the connection gone. */
  end(): void
}

export interface ConnectionCounts {
  readonly open: number
  /** Accepted since the start. */
  readonly total: number
}

/** Older ones are forgotten, so that a mock can run for weeks. */
const REMEMBERED = 10_000
const MAX_PATH = 2048

/** What came in: connections and requests, numbered. */
export class Journal {
  readonly #onEnd: (request: MockRequest) => void
  readonly #requests = new Recent<MockRequest>({ items: REMEMBERED, bytes: MEMORY_BYTES })
  readonly #connections = new WeakMap<Socket, { readonly id: number; requests: number }>()
  #open = 0
  #total = 0
  #count = 0

  constructor(onEnd: (request: MockRequest) => void = () => {}) {
    this.#onEnd = onEnd
  }

  connected(socket: Socket): void {
    this.#total++
    this.#open++
    this.#connections.set(socket, { id: this.#total, requests: 0 })
    socket.once('close', () => this.#open--)
  }

  begin(incoming: IncomingMessage): Entry {
    const connection = this.#connections.get(incoming.socket) ?? { id: 0, requests: 0 }
    const startedAt = performance.now()
    const { method = '', url = '', headers } = incoming
    const request = {
      number: ++this.#count,
      connection: connection.id,
      numberOnConnection: ++connection.requests,
      method,
      path: boundedText(url, MAX_PATH),
      headers: boundedHeaders(headers),
      status: null as number | null,
      answeredBy: null as 'mock' | 'front' | null,
      tookMs: null as number | null,
    } satisfies MockRequest
    this.#requests.add(request, [method, request.path, ...Object.entries(request.headers).flat()])
    return {
      request,
      answered: (answeredBy, status) => Object.assign(request, { answeredBy, status }),
      end: () => {
        request.tookMs = performance.now() - startedAt
        this.#onEnd({ ...request })
      },
    }
  }

  requests(): readonly MockRequest[] {
    return [...this.#requests].map((request) => ({ ...request }))
  }

  counts(): ConnectionCounts {
    return { open: this.#open, total: this.#total }
  }
}
