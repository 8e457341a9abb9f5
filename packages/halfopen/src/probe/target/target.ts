import { HalfopenError, printable } from '@halfopen/core'

/** What is probed, as the user wrote it: nothing else is ever contacted, and no redirect is followed. */
export interface Target {
  /** For the report; printable. */
  readonly text: string
  readonly host: string
  readonly port: number
  /** null: a plain TCP service, or one of which nothing is known. */
  readonly http: HttpTarget | null
}

export interface HttpTarget {
  readonly tls: boolean
  /** Path and query, as they go into the request line. */
  readonly path: string
  /** The Host header. */
  readonly authority: string
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'tcp:': 0 }
const MAX_TEXT = 2000

/**
 * Reads `http://host/path`, `https://host`, `tcp://host:port` or `host:port`.
 * @throws HalfopenError HO_USAGE when the text is none of these.
 */
export function parseTarget(text: string): Target {
  const url = toUrl(text)
  const port = Number(url.port || DEFAULT_PORTS[url.protocol])
  if (port === 0) throw usage(text, 'has no port: write host:port')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isHttp = url.protocol !== 'tcp:'
  return {
    text: printable(text),
    host,
    port,
    http: isHttp ? { tls: url.protocol === 'https:', path: url.pathname + url.search, authority: url.host } : null,
  }
}

function toUrl(text: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `tcp://${text}`
  const url = text.length <= MAX_TEXT ? tryUrl(withScheme) : null
  if (url === null || url.hostname === '') throw usage(text, 'is no target')
  if (!(url.protocol in DEFAULT_PORTS)) throw usage(text, `has the scheme ${url.protocol}//, which cannot be probed`)
  if (url.username !== '' || url.password !== '') throw usage(text.replace(/\/\/.*@/, '//…@'), 'holds a password')
  return url
}

function tryUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

function usage(text: string, what: string): HalfopenError {
  return new HalfopenError(
    'HO_USAGE',
    `"${printable(text, 100)}" ${what}: write http://host/path, https://host or host:port`,
  )
}
