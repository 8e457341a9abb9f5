import type { IncomingMessage, ServerResponse } from 'node:http'

import type { FrontProfile, Header, Page, PageRequest } from './profile.js'
import { endToEnd } from './upstream.js'

type Connection = Page['connection']

/** Sends a page of the front's own; a HEAD gets its headers alone. */
export function sendPage(response: ServerResponse, page: Page, profile: FrontProfile): void {
  const headers = [...page.headers, ...connectionHeader(response, profile, page.connection)]
  response.sendDate = false
  response.writeHead(page.status, page.reason, headers.flat())
  response.end(page.body)
}

/** Takes the body of an answer that a page replaces off the connection, or, where it is long, the connection down. */
export function discard(answer: IncomingMessage): void {
  const length = Number(answer.headers['content-length'] ?? Number.NaN)
  if (length <= SMALL) answer.resume()
  else answer.destroy()
}

const SMALL = 65_536

/** RFC 9110 section 11.6.1: a 401 without its challenge would be of no use. */
export function withChallenge(page: Page, answer: IncomingMessage): Page {
  const challenge = answer.headers['www-authenticate']
  if (challenge === undefined) return page
  return { ...page, headers: [...page.headers, ['WWW-Authenticate', challenge]] }
}

/** Passes the mock's answer on; where it breaks off, so does the client's, visibly. */
export function passOn(
  answer: IncomingMessage,
  response: ServerResponse,
  { profile, about }: { readonly profile: FrontProfile; readonly about: PageRequest },
): void {
  const ofMock = endToEnd(answer.rawHeaders).filter(([name]) => name.toLowerCase() !== 'transfer-encoding')
  const headers = [...profile.responseHeaders(ofMock, about), ...connectionHeader(response, profile, 'keep')]
  response.sendDate = false
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers.flat())
  response.flushHeaders()
  answer.on('error', () => {})
  answer.once('close', () => {
    if (!answer.complete) response.socket?.destroySoon()
  })
  answer.pipe(response)
}

function connectionHeader(response: ServerResponse, profile: FrontProfile, connection: Connection): readonly Header[] {
  const name = profile.saysKeepAlive ? 'Connection' : 'connection'
  if (connection === 'close' || !response.shouldKeepAlive) return [[name, 'close']]
  if (profile.saysKeepAlive) return [[name, 'keep-alive']]
  // Node.js would add one, with a Keep-Alive header: removed, it leaves the connection to HTTP/1.1's default.
  response.removeHeader('connection')
  return []
}
