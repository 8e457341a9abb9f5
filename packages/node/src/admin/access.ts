import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Why a request is turned away: the status, and what is said. */
export interface Refusal {
  readonly status: 401 | 403 | 405
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** Who may ask: whoever knows the token, by a name that no foreign page can have made the browser use. */
export class Access {
  private readonly digest: Buffer

  constructor(
    token: string,
    private readonly host: string,
  ) {
    this.digest = digestOf(token)
  }

  refusal(request: IncomingMessage): Refusal | undefined {
    if (!this.isOurName(request.headers.host)) {
      return { status: 403, text: 'Ask by address, or as localhost: a name of the DNS may be rebound.', headers: {} }
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return { status: 405, text: 'Only GET and HEAD.', headers: { Allow: 'GET, HEAD' } }
    }
    if (!this.hasToken(request.headers.authorization)) {
      return { status: 401, text: 'Authorization: Bearer TOKEN is needed.', headers: { 'WWW-Authenticate': 'Bearer' } }
    }
    return undefined
  }

  /** A page that has its own name rebound to this address asks by that name, never by address. */
  private isOurName(header: string | undefined): boolean {
    const name = /^\[?([^\]]+?)\]?(?::\d+)?$/.exec(header ?? '')?.[1]?.toLowerCase()
    return name !== undefined && (name === 'localhost' || name === this.host || isIP(name) !== 0)
  }

  /** By digests of equal length, so that the time it takes tells nothing. */
  private hasToken(header: string | undefined): boolean {
    const token = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? ''
    return timingSafeEqual(digestOf(token), this.digest)
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
