import { HalfopenError, printable } from '@halfopen/core'
import type { Opening, Place } from '../line/index.js'
import type { Target } from '../target/index.js'
import type { Response } from '../wire/index.js'

/** What answers, but cannot be measured, and why. */
export function unmeasurable({ text }: Target, why: string): HalfopenError {
  return new HalfopenError('HO_UNMEASURABLE', `${text} ${why}`)
}

export function closesAtOnce(target: Target, greeting = ''): HalfopenError {
  const says = greeting === '' ? '' : ` (it says "${printable(greeting.trim(), 80)}")`
  return unmeasurable(target, `accepts the connection and closes it at once${says}`)
}

/** By the signal, while the first connection was open: nothing is wrong with the target. */
export const endedEarly = ({ text }: Target): HalfopenError =>
  new HalfopenError('HO_UNMEASURABLE', `${text}: ended early, before anything was measured; run it again`)

export function notKept(target: Target, { isKept }: Response): HalfopenError {
  const how = isKept ? 'without saying so' : 'and says so (Connection: close, or HTTP/1.0)'
  return unmeasurable(
    target,
    `closes the connection after each response, ${how}: there is no idle connection to measure`,
  )
}

export function unfitStatus(target: Target, status: number): HalfopenError | undefined {
  if (status === 429 || status === 503) return unmeasurable(target, `answers ${status}: it limits the rate of requests`)
  return status >= 500 ? unmeasurable(target, `answers ${status}: what is behind it is not well`) : undefined
}

export function openFault(
  target: Target,
  { at, code, message }: Extract<Opening, { kind: 'failed' }>,
  { address, port }: Place,
): HalfopenError {
  if (code === 'ABORTED') return endedEarly(target)
  const { text } = target
  const where = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  if (at === 'tls') return new HalfopenError('HO_TARGET', `${text}: TLS failed: ${tlsWords(code, message)}`)
  return new HalfopenError('HO_TARGET', `${text}: ${CONNECT_FAULTS[code] ?? printable(message, 200)} (${where})`)
}

const CONNECT_FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused: nothing listens there',
  ETIMEDOUT: 'nothing answered the connection within 8 s: a firewall drops it, or no host is there',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to its network',
  ECONNRESET: 'the connection was reset before it was open',
  EMFILE: 'this process has no descriptor left',
}

/** OpenSSL's own text is a line of its source; the code of Node.js says the same in words. */
function tlsWords(code: string, message: string): string {
  const words = TLS_FAULTS[code]
  if (words !== undefined) return words
  if (code.startsWith('ERR_SSL_')) return code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ')
  return printable(message.split('\n')[0] ?? '', 200)
}

const TRUST = 'give NODE_EXTRA_CA_CERTS=ca.pem the certificate that signed it, or --insecure to verify none'

const TLS_FAULTS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: `its certificate is self-signed: ${TRUST}`,
  SELF_SIGNED_CERT_IN_CHAIN: `its certificate is signed by an authority that is not known here: ${TRUST}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `its certificate is signed by an authority that is not known here: ${TRUST}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its certificate is signed by an authority that is not known here: ${TRUST}`,
  CERT_HAS_EXPIRED: 'its certificate has expired: --insecure verifies none',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name: --insecure verifies none',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what listens there does not speak TLS: try http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'what listens there does not speak TLS: try http://',
}
