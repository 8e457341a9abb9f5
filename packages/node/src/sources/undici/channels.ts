import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { defect, within } from '../../boundary/index.js'
import { announcedMs, connections, type Phase } from '../../connections/index.js'
import { type Ending, errorTypeOf, isAbort, isRedirect } from '../../ledger/index.js'
import type { Desk } from './desk.js'
import type { Flight } from './flight.js'
import { headerOf } from './header.js'
import { originOf } from '../places/index.js'
import { COLLECTED } from './let-go.js'
import { locationOf } from './redirects.js'
import type { Messages } from './shapes.js'

/** Listens to undici's diagnostics channels; all copies of undici in a process share them. Returns what stops it. */
export function listen(desk: Desk, onStranger: () => void): () => void {
  const listeners = {
    // The frame under which call sites begin: nothing of ours may stand around it.
    'undici:request:create': function create(message: unknown) {
      try {
        const { request } = message as Messages['create']
        if (!desk.create(request, create)) onStranger()
      } catch (error) {
        defect(error)
      }
    },
    'undici:client:connected': within((message: unknown) => {
      const { connectParams, socket } = message as Messages['connected']
      connections.opened(socket, originOf(`${connectParams.protocol}//${connectParams.host}`))
    }),
    'undici:client:sendHeaders': within((message: unknown) => {
      const { request, socket } = message as Messages['sendHeaders']
      desk.flightOf(request)?.sent(socket)
    }),
    'undici:request:headers': within((message: unknown) => headers(desk, message as Messages['headers'])),
    'undici:request:trailers': within((message: unknown) =>
      desk.flightOf((message as Messages['trailers']).request)?.end('read'),
    ),
    'undici:request:error': within((message: unknown) => {
      const { request, error } = message as Messages['error']
      failed(desk.flightOf(request), request.method, error)
    }),
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
  const { carrier } = flight
  flight.answered(status)
  // A server announces the same with every response: the first will do.
  if (carrier?.uses === 1) carrier.announcedMs = announcedMs(headerOf(response.headers, 'keep-alive') ?? '')
  // Only fetch follows in no one's stack: elsewhere the handler that departs again tells whose it is.
  if (flight.caller.follows === true && isRedirect(status)) {
    const location = locationOf(response.headers)
    if (location !== undefined) desk.redirects.announce(request, location, flight.caller)
  }
}

function failed(flight: Flight | undefined, method: string, error: unknown): void {
  if (flight === undefined) return
  const { carrier, origin } = flight
  connections.failed(error, { method, origin, phase: phaseOf(flight) }, carrier)
  flight.end(endingOf(error), errorTypeOf(error))
}

function phaseOf({ carrier, status }: Flight): Phase {
  if (carrier === undefined) return 'unsent'
  return status === 0 ? 'sent' : 'answered'
}

function endingOf(error: unknown): Ending {
  if (error === COLLECTED) return 'collected'
  return isAbort(error) ? 'aborted' : 'failed'
}
