import { pageOfNginxKind } from './nginx.js'
import type { FrontProfile } from './profile.js'

/**
 * AWS Application Load Balancer. Its pages are nginx's without the line that
 * names the server: 118 bytes for a 403, 122 for a 502, as seen in reports of
 * users; 400 closes the connection, 403 and 502 keep it.
 */
export const alb: FrontProfile = {
  name: 'AWS Application Load Balancer',
  hop: 'aws-alb',
  // The connection idle timeout, whose default is 60 s, also bounds the wait for the target: 504.
  answerTimeoutMs: 60_000,
  failed: { closed: 502, timeout: 504 },
  // It passes a target's answer on; its own pages are those of 400, 403 (AWS WAF), 460, 463, 502, 503, 504 …
  replacesByDefault: [],
  originConnections: 'reused',
  saysKeepAlive: true,
  page: (status, request) => ({
    ...pageOfNginxKind(status, request, { server: 'awselb/2.0', tail: '' }),
    connection: status === 400 ? 'close' : 'keep',
  }),
  requestHeaders: ({ client, number }) => [
    ['X-Forwarded-For', client],
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Port', '80'],
    ['X-Amzn-Trace-Id', `Root=1-00000000-${number.toString(16).padStart(24, '0')}`],
  ],
  responseHeaders: (headers) => headers,
}
