import type { Case } from './case.js'
import type { ErrorExplanation, Verdict } from './types.js'

/** RFC 9110 section 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** Whether the request may be sent again: what never reached the server may, what may have been acted on only if idempotent. */
export function retryOf(given: Case, verdict: Verdict): ErrorExplanation['retry'] {
  const phase = verdict.reached ?? (given.failure?.phase === 'unsent' ? 'unsent' : 'sent')
  if (phase === 'unsent') return { safe: 'yes', why: 'the request was never sent' }
  if (phase === 'refused') return { safe: 'yes', why: 'the server says that it has not processed the request' }
  const method = (
    given.failure?.method ?? given.links.find(({ method }) => method !== undefined)?.method
  )?.toUpperCase()
  if (method === undefined && given.failure === undefined && verdict.isWithoutRequest === true)
    return { safe: 'unknown', why: 'no request is known that this error belongs to' }
  if (method === undefined) {
    return {
      safe: 'if-idempotent',
      why: 'the server may have acted on the request: not for a POST without idempotency key',
    }
  }
  return IDEMPOTENT.has(method)
    ? { safe: 'yes', why: `${method} is idempotent (RFC 9110 section 9.2.2)` }
    : { safe: 'no', why: `the server may have acted on the ${method}: only with an idempotency key` }
}
