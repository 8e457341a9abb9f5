import type { Rule } from '../case.js'
import type { Link } from '../chain.js'
import type { Verdict } from '../types.js'

const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|HOSTNAME_MISMATCH|ERR_TLS_CERT_|INVALID_(CA|PURPOSE))/
const BROKEN_OFF = /before secure TLS connection was established/

/** TLS was not agreed on. */
export const tls: Rule = ({ links }) => {
  const rejected = links.findLast(({ code }) => code !== undefined && CERTIFICATE.test(code))
  if (rejected !== undefined) return { link: rejected, verdict: certificate(rejected) }
  const failed = links.findLast(({ code }) => code === 'EPROTO' || code?.startsWith('ERR_SSL_') === true)
  if (failed !== undefined) return { link: failed, verdict: handshake(failed) }
  const brokenOff = links.findLast(({ message }) => BROKEN_OFF.test(message))
  return brokenOff && { link: brokenOff, verdict: closedInHandshake(brokenOff) }
}

const COMMON = { cause: null, confidence: 'certain', reached: 'unsent' } as const

function certificate(link: Link): Verdict {
  return {
    ...COMMON,
    summary: `This program does not accept the server's certificate: ${link.code}.`,
    culprit: 'server',
    evidence: [link.message],
    remedy: {
      summary: 'Mend the certificate or its chain; give a private authority to Node.js.',
      code: 'NODE_EXTRA_CA_CERTS=/etc/ssl/own-ca.pem node app.js',
    },
  }
}

function handshake(link: Link): Verdict {
  const isPlain =
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/i.test(link.code ?? '') ||
    /wrong version number/.test(link.message)
  return {
    ...COMMON,
    summary: isPlain ? 'The server does not speak TLS on this port.' : 'Client and server could not agree on TLS.',
    culprit: 'unknown',
    evidence: [link.message],
    remedy: {
      summary: 'Check scheme and port, and the TLS versions of both sides.',
      code: 'openssl s_client -connect HOST:PORT',
    },
  }
}

function closedInHandshake(link: Link): Verdict {
  return {
    ...COMMON,
    summary:
      'The server, or something on the path, closed the new connection in the TLS handshake: no reused connection is to blame.',
    culprit: 'unknown',
    evidence: [link.message],
    remedy: {
      summary: 'Look into the log of the server or load balancer; a proxy may forbid the name.',
      code: 'openssl s_client -connect HOST:PORT',
    },
  }
}
