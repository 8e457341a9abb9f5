import type { HttpTarget } from '../target/index.js'

export interface Request {
  readonly method: 'GET' | 'HEAD'
  readonly path: string
}

/** The bytes of an HTTP/1.1 request that asks to keep the connection. */
export function requestText({ method, path }: Request, { authority }: HttpTarget): string {
  return [
    `${method} ${path} HTTP/1.1`,
    `Host: ${authority}`,
    'User-Agent: halfopen-probe',
    'Accept: */*',
    'Connection: keep-alive',
    '',
    '',
  ].join('\r\n')
}

/** Where the problem app answers after a silence; it may be mounted under a path. */
export function sleepPath({ path }: HttpTarget, silenceMs: number, isServerProbing: boolean): string {
  const base = (path.split('?')[0] ?? '').replace(/\/+$/, '')
  return `${base}/sleep?for=${Math.round(silenceMs)}ms${isServerProbing ? '&keep-alive=1s' : ''}`
}

/** An empty line before a request: servers ignore it (RFC 9112 section 2.2), and the kernel acknowledges it. */
export const NUDGE = '\r\n'
