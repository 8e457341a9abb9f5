import { type FrontProfile, lengthOf, reasonOf } from './profile.js'

/**
 * HAProxy: pages, headers and closes recorded from 2.6.12 with
 * `http-request deny deny_status STATUS` (src/http.c, http_err_msgs).
 */
export const haproxy: FrontProfile = {
  name: 'HAProxy 2.6',
  hop: 'haproxy',
  // No timeout is set by default: HAProxy warns at the start, and waits.
  answerTimeoutMs: null,
  failed: { closed: 502, timeout: 504 },
  // errorfile and http-error are for errors of its own; a server's need an http-response rule.
  replacesByDefault: [],
  originConnections: 'reused',
  saysKeepAlive: false,
  page: (status) => {
    const [reason, sentence] = WORDS[status] ?? [reasonOf(status), 'The server returned an error.']
    const body = `<html><body><h1>${status} ${reason}</h1>\n${sentence}\n</body></html>\n`
    return {
      status,
      reason,
      connection: status === 400 || status === 408 ? 'close' : 'keep',
      headers: [
        ['content-length', lengthOf(body)],
        ['cache-control', 'no-cache'],
        ['content-type', 'text/html'],
      ],
      body,
    }
  },
  requestHeaders: () => [],
  responseHeaders: (headers) => headers.map(([name, value]) => [name.toLowerCase(), value]),
}

type Words = readonly [reason: string, sentence: string]

// The full stop before the 501's sentence, and the 407's "Unauthorized", are HAProxy's.
const WORDS: Readonly<Record<number, Words>> = {
  400: ['Bad request', 'Your browser sent an invalid request.'],
  401: ['Unauthorized', 'You need a valid user and password to access this content.'],
  403: ['Forbidden', 'Request forbidden by administrative rules.'],
  404: ['Not Found', 'The resource could not be found.'],
  405: ['Method Not Allowed', 'A request was made of a resource using a request method not supported by that resource'],
  407: ['Unauthorized', 'You need a valid user and password to access this content.'],
  408: ['Request Time-out', "Your browser didn't send a complete request in time."],
  410: ['Gone', 'The resource is no longer available and will not be available again.'],
  413: ['Payload Too Large', 'The request entity exceeds the maximum allowed.'],
  425: ['Too Early', 'Your browser sent early data.'],
  429: ['Too Many Requests', 'You have sent too many requests in a given amount of time.'],
  500: ['Internal Server Error', 'An internal server error occurred.'],
  501: ['Not Implemented', '.The server does not support the functionality required to fulfill the request.'],
  502: ['Bad Gateway', 'The server returned an invalid or incomplete response.'],
  503: ['Service Unavailable', 'No server is available to handle this request.'],
  504: ['Gateway Time-out', "The server didn't respond in time."],
}
