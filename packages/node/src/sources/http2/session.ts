import type { ClientHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import { newPoolId, type Pool } from '../../ledger/index.js'

const views = new WeakMap<ClientHttp2Session, SessionView>()

/** A session as a pool of streams. */
export class SessionView implements Pool {
  readonly id = newPoolId()
  readonly origin: string
  /** undici marks its sessions with how many streams it has opened in them; its own source follows those. */
  readonly isUndici: boolean
  private readonly session: WeakRef<ClientHttp2Session>

  constructor(session: ClientHttp2Session) {
    this.session = new WeakRef(session)
    this.origin = originOf(session)
    this.isUndici = symbolOf(session, 'open streams') !== undefined
  }

  /** What the peer allows (RFC 9113 section 6.5.2); until it has told, what Node.js assumes. */
  max(): number | undefined {
    const session = this.session.deref()
    if (session === undefined || session.destroyed) return undefined
    const max = session.remoteSettings?.maxConcurrentStreams
    return max === undefined || max >= UNLIMITED ? undefined : max
  }

  available(): undefined {
    return undefined
  }

  socket(): Socket | undefined {
    const session = this.session.deref()
    return session === undefined ? undefined : (symbolValue(session, 'socket') as Socket | undefined)
  }
}

/** SETTINGS_MAX_CONCURRENT_STREAMS that is absent. */
const UNLIMITED = 2 ** 32 - 1

export function sessionOf(session: ClientHttp2Session): SessionView {
  const known = views.get(session)
  if (known !== undefined) return known
  const view = new SessionView(session)
  views.set(session, view)
  return view
}

/** Of the session, and not of the request: requests to several authorities can share one session. */
function originOf(session: ClientHttp2Session): string {
  const protocol = symbolValue(session, 'protocol')
  const authority = symbolValue(session, 'authority')
  if (typeof protocol !== 'string' || typeof authority !== 'string') return 'unknown:'
  // Node.js takes the brackets off an IPv6 address and always writes the port.
  const colon = authority.lastIndexOf(':')
  const host = authority.slice(0, colon)
  return `${protocol}//${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}${authority.slice(colon)}`
}

/** Node.js and undici keep their state under private symbols; `description` is how they are described. */
export function symbolOf(object: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description)
}

function symbolValue(object: object, description: string): unknown {
  const symbol = symbolOf(object, description)
  return symbol === undefined ? undefined : (object as Record<symbol, unknown>)[symbol]
}
