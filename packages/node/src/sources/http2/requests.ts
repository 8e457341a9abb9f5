import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientHttp2Stream } from 'node:http2'
import { Duplex } from 'node:stream'
import { wrapMethod } from '../methods/index.js'

/** A stream that `session.request()` has just made; `below`: the frame under which its call site begins. */
type OnStream = (stream: ClientHttp2Stream, below: (...args: never[]) => unknown) => void

/** Hears of every client stream as it is made, while its maker is on the stack. Returns what stops it. */
export function watchRequests(made: OnStream): () => void {
  return tellsByChannel(process.versions.node) ? listen(made) : wrapRequest(made)
}

const CREATED = 'http2.client.stream.created'

/** Since 22.17 and 24.2 (nodejs/node#58246); then node:http2, some milliseconds, need not be loaded before the program does. */
export function tellsByChannel(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 2) || (major === 22 && minor >= 17)
}

function listen(made: OnStream): () => void {
  const created = (message: unknown): void => made((message as { stream: ClientHttp2Stream }).stream, created)
  subscribe(CREATED, created)
  return () => unsubscribe(CREATED, created)
}

function wrapRequest(made: OnStream): () => void {
  return wrapMethod(sessionPrototype(), 'request', (self, args, original, below) => {
    const stream = Reflect.apply(original, self, args) as ClientHttp2Stream
    made(stream, below)
    return stream
  })
}

/** Node.js exports no class of sessions: it takes one, which goes nowhere, to get at its prototype. */
function sessionPrototype(): object {
  const { connect } = process.getBuiltinModule('node:http2')
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
  const session = connect('http://localhost', { createConnection: () => nowhere })
  session.on('error', () => undefined).destroy()
  return Object.getPrototypeOf(session) as object
}
