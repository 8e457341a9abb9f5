import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Ending } from '../../ledger/index.js'
import type { Desk } from './desk.js'
import { COLLECTED } from './let-go.js'
import { isRedirect, locationOf } from './redirects.js'
import type { Messages } from './shapes.js'

/** Listens to undici's diagnostics channels; all copies of undici in a process share them. Returns what stops it. */
export function listen(desk: Desk, onStranger: () => void): () => void {
  const sockets = new WeakMap<Socket, WeakRef<Socket>>()
  const listeners = {
    'undici:request:create': function create(message: unknown) {
      const { request } = message as Messages['create']
      if (!desk.create(request, create).known) onStranger()
    },
    'undici:client:sendHeaders': (message: unknown) => {
      const { request, socket } = message as Messages['sendHeaders']
      desk.flightOf(request)?.sent(weak(sockets, socket))
    },
    'undici:request:headers': (message: unknown) => headers(desk, message as Messages['headers']),
    'undici:request:trailers': (message: unknown) =>
      desk.flightOf((message as Messages['trailers']).request)?.end('read'),
    'undici:request:error': (message: unknown) => {
      const { request, error } = message as Messages['error']
      desk.flightOf(request)?.end(endingOf(error))
    },
  }
  const entries = Object.entries(listeners)
  for (const [channel, listener] of entries) subscribe(channel, listener)
  return () => {
    for (const [channel, listener] of entries) unsubscribe(channel, listener)
  }
}

function headers(desk: Desk, { request, response }: Messages['headers']): void {
  const flight = desk.flightOf(request)
  if (flight === undefined) return
  const status = response.statusCode
  if (isRedirect(status)) {
    const location = locationOf(response.headers)
    if (location !== undefined) desk.redirects.announce(request, location, flight.caller)
  }
  flight.exchange.headers(status, request.method !== 'HEAD' && status !== 204 && status !== 304)
}

/** One weak reference for each connection, not for each request on it. */
function weak(known: WeakMap<Socket, WeakRef<Socket>>, socket: Socket): WeakRef<Socket> {
  const found = known.get(socket)
  if (found !== undefined) return found
  const made = new WeakRef(socket)
  known.set(socket, made)
  return made
}

function endingOf(error: unknown): Ending {
  if (error === COLLECTED) return 'collected'
  const { name, code } = (typeof error === 'object' && error !== null ? error : {}) as { name?: string; code?: string }
  return name === 'AbortError' || name === 'TimeoutError' || code === 'UND_ERR_ABORTED' ? 'aborted' : 'failed'
}
