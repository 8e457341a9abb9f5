import { HalfopenError, printable } from '@halfopen/core'
import type { Opening, Place } from '../line/index.js'
import type { Target } from '../target/index.js'
import type { Response } from '../wire/index.js'

/** What answers, but cannot be measured, and why. */
export function unmeasurable({ text }: Target, why: string): HalfopenError {
  return new HalfopenError('HO_UNMEASURABLE', `${text} ${why}`)
}

export const closesAtOnce = (target: Target): HalfopenError =>
  unmeasurable(target, 'accepts the connection and closes it at once')

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
  { text }: Target,
  { at, code, message }: Extract<Opening, { kind: 'failed' }>,
  { address, port }: Place,
): HalfopenError {
  const where = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  if (at === 'tls') return new HalfopenError('HO_TARGET', `${text}: TLS failed: ${printable(message, 200)}`)
  return new HalfopenError('HO_TARGET', `${text}: ${CONNECT_FAULTS[code] ?? printable(message, 200)} (${where})`)
}

const CONNECT_FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused: nothing listens there',
  ETIMEDOUT: 'nothing answered the connection within 8 s: a firewall drops it, or no host is there',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to its network',
  ECONNRESET: 'the connection was reset before it was open',
  EMFILE: 'this process has no descriptor left',
  ABORTED: 'ended before it was open',
}
