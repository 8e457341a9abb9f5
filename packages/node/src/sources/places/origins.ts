const MAX_KNOWN = 1000
const known = new Map<string, string>()

/** `https://host:port`, the port always written. Total: what is no URL comes back as it is. */
export function originOf(value: string | URL | undefined): string {
  const text = typeof value === 'string' ? value : (value?.origin ?? '')
  const found = known.get(text)
  if (found !== undefined) return found
  if (known.size >= MAX_KNOWN) known.clear()
  const origin = withPort(text)
  known.set(text, origin)
  return origin
}

function withPort(text: string): string {
  try {
    const url = new URL(text)
    return `${url.protocol}//${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
  } catch {
    return text
  }
}

/** The path without its query, which may hold secrets. To a proxy it is a whole URL (RFC 9112 section 3.2.2), whose user may be one. */
export function pathOf(value: string | undefined): string {
  const path = typeof value === 'string' ? value : '/'
  const query = path.indexOf('?')
  const bare = query === -1 ? path : path.slice(0, query)
  return bare.startsWith('/') ? bare : bare.replace(/^([a-z]+:\/\/)[^/]*@/i, '$1')
}
