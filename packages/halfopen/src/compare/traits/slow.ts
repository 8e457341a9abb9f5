import type { ClientFacts, ComparedConnection } from '../facts/index.js'

/** Whether a client that we ended for its silence may have waited for an answer that was still to come. */
export function mayBeSlow({ outcome, connections }: ClientFacts): boolean {
  return outcome.kind === 'hung' && !connections.some((one) => one.closedMs === null && isBeyondHope(one))
}

/** The answer is there, or was sent long ago, or the server has said that none will come, or never accepted. */
function isBeyondHope({ unreadBytes, state, app }: ComparedConnection): boolean {
  const answered = app?.requests.at(-1)?.completed === true
  return answered || (unreadBytes ?? 0) > 0 || state === 'CLOSE-WAIT' || state === 'SYN-SENT'
}
