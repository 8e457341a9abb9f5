import { type Agent, type IncomingMessage, request as httpRequest } from 'node:http'

import { type Address, hostPort } from '../../serving/index.js'
import type { Failure, Header } from './profile.js'

export interface Upstream {
  readonly origin: Address
  readonly agent: Agent
  /** How long a connection to the mock may be silent while it owes an answer; null: for ever. */
  readonly answerTimeoutMs: number | null
}

/** Hands a client's request to the mock; resolves to its answer, or to why there is none. */
export function askOrigin(
  incoming: IncomingMessage,
  { headers, signal, ...upstream }: Upstream & { readonly headers: readonly Header[]; readonly signal: AbortSignal },
): Promise<IncomingMessage | Failure> {
  return new Promise((resolve) => {
    const { host, port } = upstream.origin
    const { agent } = upstream
    // RFC 9112 section 3.2: an HTTP/1.1 request has a Host; one of HTTP/1.0 may come without.
    const hosted = incoming.headers.host === undefined ? [['Host', hostPort(upstream.origin)], ...headers] : headers
    const outgoing = httpRequest({
      host,
      port,
      agent,
      signal,
      method: incoming.method,
      path: incoming.url,
      headers: hosted.flat(),
    })
    let failure: Failure = 'closed'
    if (upstream.answerTimeoutMs !== null) {
      outgoing.setTimeout(upstream.answerTimeoutMs, () => {
        failure = 'timeout'
        outgoing.destroy()
      })
    }
    outgoing.once('response', resolve)
    // Also after the answer began: the answer itself then ends unfinished, and is dealt with there.
    outgoing.on('error', () => resolve(failure))
    outgoing.once('close', () => resolve(failure))
    incoming.pipe(outgoing)
  })
}

const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade', 'proxy-authorization']
/** Whoever names these in Connection breaks the message: they say where its body ends, and whom it is for. */
const NEVER_DROPPED = new Set(['transfer-encoding', 'content-length', 'host'])

/** Without what concerns one connection alone: the headers known for that, and those that Connection names (RFC 9110 §7.6.1). */
export function endToEnd(raw: readonly string[]): readonly Header[] {
  const headers = pairs(raw)
  const dropped = new Set([...HOP_BY_HOP, ...namedByConnection(headers)])
  return headers.filter(([name]) => NEVER_DROPPED.has(name.toLowerCase()) || !dropped.has(name.toLowerCase()))
}

const namedByConnection = (headers: readonly Header[]): readonly string[] =>
  headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((name) => name.trim())

function pairs(raw: readonly string[]): readonly Header[] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? '', raw[2 * i + 1] ?? ''])
}
