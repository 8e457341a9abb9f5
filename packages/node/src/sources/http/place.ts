import type { Request } from './shapes.js'

/** `http.request` takes a URL, options, or both; a callback comes last. */
export type RequestArgs = readonly unknown[]
type Port = number | string | null | undefined

/**
 * `http://host:port`, the port always written: where the connection goes, not what the Host header says.
 * A request keeps all of it but the port.
 */
export function originOfRequest(request: Request, args: RequestArgs): string {
  // A library that stands in for node:http may make requests without their constructor.
  const { host = 'localhost', protocol = 'http:' } = request as Partial<Request>
  const socketPath = (request as { socketPath?: unknown }).socketPath
  if (typeof socketPath === 'string') return `unix:${socketPath}`
  const port = portOf(args) || request.agent?.defaultPort || (protocol === 'https:' ? 443 : 80)
  return `${protocol}//${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
}

/** As ClientRequest decides it: options before the URL. */
function portOf([input, second]: RequestArgs): Port {
  const options = isUrl(input) ? second : input
  if (typeof options === 'object' && options !== null) {
    const { port, defaultPort } = options as { port?: Port; defaultPort?: Port }
    if (port || defaultPort) return port || defaultPort
  }
  return isUrl(input) ? portOfUrl(input) : undefined
}

function isUrl(value: unknown): value is string | URL {
  return typeof value === 'string' || value instanceof URL
}

function portOfUrl(url: string | URL): string | undefined {
  return typeof url === 'string' ? /^[^/?#]*\/\/[^/?#]*:(\d+)(?=[/?#]|$)/.exec(url)?.[1] : url.port
}
