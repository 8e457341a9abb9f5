import type { IncomingMessage, ServerResponse } from 'node:http'
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import { type Server, Socket } from 'node:net'
import type { Entrance } from './entrance.js'
import type { Traffic } from './traffic.js'

/** What hears of the server's events, before its listeners do. */
export interface Hearers {
  readonly entrance: Entrance
  readonly traffic: Traffic
  dropped(): void
  acceptFailed(error: NodeJS.ErrnoException): void
}

type Emit = (this: Server, event: string | symbol, ...args: unknown[]) => boolean

/** Stands between the server and its listeners until the returned function is called. */
export function intercept(server: Server, hearers: Hearers): () => void {
  const own = Object.getOwnPropertyDescriptor(server, 'emit')
  const original = Reflect.get(server, 'emit') as Emit
  let isOver = false
  const emit: Emit = function (this: Server, event, ...args) {
    if (isOver) return original.call(this, event, ...args)
    if (event === 'request') {
      // The one event of every request: no closure for it.
      hearers.traffic.request(args[0] as IncomingMessage, args[1] as ServerResponse, false)
      return original.call(this, event, ...args)
    }
    return hear(server, { event, args, forward: () => original.call(this, event, ...args) }, hearers)
  }
  Object.defineProperty(server, 'emit', { value: emit, configurable: true, writable: true })
  return () => {
    isOver = true
    // Who has wrapped it since keeps their wrapper: ours passes everything on.
    if (Reflect.get(server, 'emit') !== emit) return
    if (own === undefined) Reflect.deleteProperty(server, 'emit')
    else Object.defineProperty(server, 'emit', own)
  }
}

interface Event {
  readonly event: string | symbol
  readonly args: readonly unknown[]
  readonly forward: () => boolean
}

function hear(server: Server, { event, args, forward }: Event, { entrance, traffic, ...others }: Hearers): boolean {
  const [first, second] = args
  switch (event) {
    case 'connection':
      if (!(first instanceof Socket)) return forward()
      entrance.arrive(first, (connection) => traffic.connection(connection, forward))
      return true
    case 'secureConnection':
      return traffic.secured(first as Socket, forward)
    case 'session':
      traffic.session(first as ServerHttp2Session)
      break
    case 'stream':
      traffic.stream(first as ServerHttp2Stream, second as IncomingHttpHeaders)
      break
    case 'checkContinue':
    case 'checkExpectation':
      traffic.request(first as IncomingMessage, second as ServerResponse, event === 'checkContinue')
      break
    case 'upgrade':
    case 'connect':
      traffic.tunnel(first as IncomingMessage)
      break
    case 'drop':
      others.dropped()
      break
    case 'error':
      if (isAcceptFailure(first)) {
        others.acceptFailed(first)
        // Without a listener it would end the program, for a client that comes back by itself.
        if (server.listenerCount('error') === 0) return false
      }
      break
    default:
  }
  return forward()
}

/** libuv reports it only once it has lost its spare descriptor (uv__emfile_trick in src/unix/stream.c). */
function isAcceptFailure(error: unknown): error is NodeJS.ErrnoException {
  const { syscall, code } = (error ?? {}) as NodeJS.ErrnoException
  return syscall === 'accept' && (code === 'EMFILE' || code === 'ENFILE')
}
