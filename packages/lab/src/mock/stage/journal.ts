import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** A request as the client sent it, and what became of it. */
export interface MockRequest {
  /** Since the start; the first is 1. */
  readonly number: number
  /** Which of the client's connections carried it; the first accepted is 1. */
  readonly connection: number
  /** Which request of its connection it is; the first is 1. */
  readonly numberOnConnection: number
  readonly method: string
  /** With the query, as it was sent. */
  readonly path: string
  readonly headers: Readonly<IncomingHttpHeaders>
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

/** So many requests are remembered; older ones are forgotten, so that a mock can run for weeks. */
const REMEMBERED = 10_000
/** Forgotten in one go, because the front of an array is dear to cut. */
const SURPLUS = 1000

/** What came in: connections and requests, numbered. */
export class Journal {
  readonly #onEnd: (request: MockRequest) => void
  readonly #requests: MockRequest[] = []
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
      path: url,
      headers,
      status: null as number | null,
      answeredBy: null as 'mock' | 'front' | null,
      tookMs: null as number | null,
    } satisfies MockRequest
    this.#remember(request)
    return {
      request,
      answered: (answeredBy, status) => Object.assign(request, { answeredBy, status }),
      end: () => {
        request.tookMs = performance.now() - startedAt
        this.#onEnd({ ...request })
      },
    }
  }

  #remember(request: MockRequest): void {
    this.#requests.push(request)
    if (this.#requests.length > REMEMBERED + SURPLUS) this.#requests.splice(0, SURPLUS)
  }

  requests(): readonly MockRequest[] {
    return this.#requests.slice(-REMEMBERED).map((request) => ({ ...request }))
  }

  counts(): ConnectionCounts {
    return { open: this.#open, total: this.#total }
  }
}
