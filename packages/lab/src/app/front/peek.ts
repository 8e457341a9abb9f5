import type { Socket } from 'node:net'

/** RFC 9113 §3.4: what a client that speaks HTTP/2 with prior knowledge sends first. */
const HTTP2 = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
/**
 * Node.js takes every `Upgrade` header, h2c's too, out of HTTP's hands once a
 * server can upgrade (node/lib/_http_server.js, parserOnIncoming). So only
 * connections that begin with this go to such a server; the others ignore
 * `Upgrade` and stay what they are.
 */
const WEBSOCKET = Buffer.from('GET /websocket')

export type Spoken = 'http/1.1' | 'h2' | 'websocket'

const OPENINGS = [
  ['h2', HTTP2],
  ['websocket', WEBSOCKET],
] as const

/** Tells from a client's first bytes what it speaks, and puts them back. Never called when it says nothing. */
export function peek(stream: Socket, then: (spoken: Spoken) => void): void {
  let seen = Buffer.alloc(0)
  const look = () => {
    const bytes = stream.read() as Buffer | null
    if (bytes !== null) seen = Buffer.concat([seen, bytes])
    const spoken = spokenIn(seen)
    if (spoken === undefined) {
      stream.once('readable', look)
      return
    }
    stream.unshift(seen)
    then(spoken)
  }
  look()
}

/** undefined: too few bytes to tell. */
function spokenIn(bytes: Buffer): Spoken | undefined {
  for (const [spoken, opening] of OPENINGS) {
    if (bytes.subarray(0, opening.length).equals(opening)) return spoken
    if (opening.subarray(0, bytes.length).equals(bytes)) return undefined
  }
  return 'http/1.1'
}
