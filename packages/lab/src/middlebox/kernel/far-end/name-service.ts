import { createSocket, type Socket } from 'node:dgram'
import dns from 'node:dns'
import { isIPv6 } from 'node:net'

/** A resolver that has not answered by then will not (resolv.conf(5): 5 s, twice). */
const ANSWER_MS = 10_000
/** A client asks a few names at a time. */
const QUESTIONS_LIMIT = 100

/** Passes the client's DNS questions on to this host's name server. */
export class NameService implements AsyncDisposable {
  readonly #socket: Socket
  /** What ends each question that waits for its answer. */
  readonly #waiting = new Set<() => void>()

  /** @param socket A bound UDP socket of the laboratory's network namespace. */
  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (question, client) => {
      this.#ask(question, (answer) => socket.send(answer, client.port, client.address, () => undefined))
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#waiting) end()
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()))
  }

  #ask(question: Uint8Array, answered: (answer: Uint8Array) => void): void {
    const server = nameServer()
    if (server === undefined || this.#waiting.size >= QUESTIONS_LIMIT) return
    const socket = createSocket(isIPv6(server.host) ? 'udp6' : 'udp4')
    const end = () => {
      clearTimeout(late)
      if (this.#waiting.delete(end)) socket.close()
    }
    const late = setTimeout(end, ANSWER_MS)
    this.#waiting.add(end)
    socket.once('error', end)
    socket.once('message', (answer) => {
      answered(answer)
      end()
    })
    socket.send(question, server.port, server.host)
  }
}

/** The first name server of resolv.conf(5), as Node.js writes it: `10.0.0.2`, `10.0.0.2:54`, `[fe80::1]:54`. */
function nameServer(): { readonly host: string; readonly port: number } | undefined {
  // Through the default export: setServers replaces the function, and a named import would stay with the old one.
  const [first] = dns.getServers()
  if (first === undefined) return undefined
  if (isIPv6(first)) return { host: first, port: 53 }
  const parts = /^\[?(?<host>.+?)\]?(?::(?<port>\d+))?$/.exec(first)?.groups
  return { host: parts?.['host'] ?? first, port: Number(parts?.['port'] ?? 53) }
}
