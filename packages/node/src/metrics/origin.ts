/** The attributes by which the semantic conventions name a server. */
export interface ServerAttributes {
  readonly 'server.address': string
  readonly 'server.port'?: number
  readonly 'url.scheme'?: string
}

const MAX_KNOWN = 1000
const known = new Map<string, ServerAttributes>()

/** The parts of `https://host:port`; what is no origin stands as the address, for itself. */
export function serverOf(origin: string): ServerAttributes {
  const found = known.get(origin)
  if (found !== undefined) return found
  if (known.size >= MAX_KNOWN) known.clear()
  const [, scheme, host, port] = /^(\w+):\/\/\[?(.+?)\]?:(\d+)$/.exec(origin) ?? []
  const server =
    host === undefined
      ? { 'server.address': origin }
      : { 'server.address': host, 'server.port': Number(port), 'url.scheme': scheme ?? 'http' }
  known.set(origin, server)
  return server
}
