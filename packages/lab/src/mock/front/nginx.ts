import { date, type FrontProfile, lengthOf, type Page, type PageRequest, reasonOf, without } from './profile.js'

const SERVER = 'nginx/1.22.1'

/**
 * nginx, as Debian 12 delivers it: pages, headers and closes recorded from 1.22.1
 * with `return STATUS` (src/http/ngx_http_special_response.c).
 */
export const nginx: FrontProfile = {
  name: 'nginx 1.22',
  hop: 'nginx-client',
  // proxy_read_timeout
  answerTimeoutMs: 60_000,
  failed: { closed: 502, timeout: 504 },
  // proxy_intercept_errors is off by default.
  replacesByDefault: [],
  // Without `keepalive` in the upstream block it speaks HTTP/1.0 and closes.
  originConnections: 'one-request',
  saysKeepAlive: true,
  page: (status, request) => ({
    ...pageOfNginxKind(status, request, { server: SERVER, tail: `<hr><center>${SERVER}</center>\r\n` }),
    connection: CLOSING.has(status) ? 'close' : 'keep',
  }),
  requestHeaders: () => [],
  responseHeaders: (headers) => [['Server', SERVER], date(), ...without(headers, 'server', 'date')],
}

/** The page that nginx writes, and AWS's load balancers, which descend from it. */
export function pageOfNginxKind(
  status: number,
  { userAgent }: PageRequest,
  { server, tail }: { readonly server: string; readonly tail: string },
): Omit<Page, 'connection'> {
  const reason = REASONS[status] ?? reasonOf(status)
  const title = `${status} ${reason}`
  const body = [
    '<html>\r\n',
    `<head><title>${title}</title></head>\r\n`,
    '<body>\r\n',
    `<center><h1>${title}</h1></center>\r\n`,
    tail,
    '</body>\r\n',
    '</html>\r\n',
    /MSIE |Chrome\//.test(userAgent) ? PADDING : '',
  ].join('')
  return {
    status,
    reason,
    headers: [['Server', server], date(), ['Content-Type', 'text/html'], ['Content-Length', lengthOf(body)]],
    body,
  }
}

const PADDING = '<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n'.repeat(6)

/** ngx_http_special_response_handler turns keep-alive off for these. */
const CLOSING = new Set([400, 413, 414, 500, 501])

/** Where nginx's words differ from RFC 9110's. */
const REASONS: Readonly<Record<number, string>> = {
  401: 'Authorization Required',
  405: 'Not Allowed',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  416: 'Requested Range Not Satisfiable',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}
