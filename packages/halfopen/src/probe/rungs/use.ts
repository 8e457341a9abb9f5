import type { Ending } from '../verdict/index.js'
import { isReset, type Play } from './play.js'

/** How often the kernel is asked whether what was sent has been acknowledged. */
const ACK_POLL_MS = 20

/**
 * Uses a connection after its silence and says what that met; undefined: ended
 * by the signal. Life is an answer or, where none is owed, the acknowledgement.
 */
export async function use(play: Play, text: string, life: 'answer' | 'acknowledgement'): Promise<Ending | undefined> {
  const { line, waitMs, signal, now } = play
  const ackedBefore = line.info()?.bytesAcked
  line.write(text)
  const endMs = now() + waitMs
  for (;;) {
    const event = await line.next(Math.min(ACK_POLL_MS, endMs - now()), signal)
    if (event.kind === 'aborted') return undefined
    if (event.kind === 'data') return { kind: 'alive' }
    if (event.kind === 'fin') return life === 'answer' ? { kind: 'dead', later: 'closed' } : { kind: 'alive' }
    if (event.kind === 'gone') return { kind: 'dead', later: isReset(event.code) ? 'reset' : 'unacknowledged' }
    const info = line.info()
    const isAcked = info !== undefined && ackedBefore !== undefined && info.bytesAcked > ackedBefore
    if (isAcked && life === 'acknowledgement') return hasNoReset(play)
    if (now() >= endMs) return { kind: 'dead', later: isAcked ? 'acknowledged' : 'unacknowledged' }
  }
}

/** A middlebox that ends TCP itself acknowledges first, and then resets. */
async function hasNoReset({ line, waitMs, signal }: Play): Promise<Ending | undefined> {
  const event = await line.next(waitMs / 2, signal)
  if (event.kind === 'aborted') return undefined
  const isGone = event.kind === 'gone' && isReset(event.code)
  return isGone ? { kind: 'dead', later: 'reset' } : { kind: 'alive' }
}
