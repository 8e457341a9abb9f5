import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientHttp2Stream } from 'node:http2'
import { syncBuiltinESMExports } from 'node:module'
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

/** Node.js exports no class of sessions: the first session tells it. */
function wrapRequest(made: OnStream): () => void {
  const stops: (() => void)[] = []
  const wrapSessions = (session: object): void => {
    stops.push(
      wrapMethod(Object.getPrototypeOf(session) as object, 'request', (self, args, original, below) => {
        const stream = Reflect.apply(original, self, args) as ClientHttp2Stream
        made(stream, below)
        return stream
      }),
    )
  }
  if (isLoaded()) wrapSessions(sessionToNowhere())
  else stops.push(onFirstSession(wrapSessions))
  return () => {
    for (const stop of stops) stop()
  }
}

function onFirstSession(seen: (session: object) => void): () => void {
  let isFirst = true
  const unwrap = wrapMethod(process.getBuiltinModule('node:http2'), 'connect', (self, args, original) => {
    const session = Reflect.apply(original, self, args) as object
    if (isFirst) seen(session)
    isFirst = false
    return session
  })
  syncBuiltinESMExports()
  return () => {
    unwrap()
    syncBuiltinESMExports()
  }
}

/** Whether the program may have sessions already, whose requests would be missed until the next one. */
function isLoaded(): boolean {
  return (process as unknown as { readonly moduleLoadList: readonly string[] }).moduleLoadList.includes(
    'NativeModule http2',
  )
}

/** It takes some milliseconds, so only who starts late makes one. */
function sessionToNowhere(): object {
  const { connect } = process.getBuiltinModule('node:http2')
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
  const session = connect('http://localhost', { createConnection: () => nowhere })
  session.on('error', () => undefined).destroy()
  return session
}
