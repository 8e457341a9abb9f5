import type { RequestOptions } from 'node:http'
import type { OriginGate } from '../pool/index.js'
import type { Ask } from './ask.js'
import type { IdleSockets } from './idle-sockets.js'

/** What an agent knows of one origin. */
export interface Origin {
  readonly name: string
  readonly gate: OriginGate<Ask>
  readonly idle: IdleSockets
  /** Under which it is looked up. */
  readonly keys: string[]
}

/** `https://host:port`, the port left out where it is the scheme's own; `unix:/path` for a socket file. */
export function originName(protocol: 'http:' | 'https:', options: RequestOptions): string {
  if (options.socketPath) return `unix:${options.socketPath}`
  const host = options.host ?? options.hostname ?? 'localhost'
  const url = `${protocol}//${host.includes(':') ? `[${host}]` : host}:${options.port ?? ''}`
  return URL.canParse(url) ? new URL(url).origin : url
}
