import { NUDGE } from '../wire/index.js'
import type { Later } from '../verdict/index.js'
import { isReset, type Play } from './play.js'

/**
 * What a connection meets that is used after its time: sends an empty line,
 * and watches for a RST, an acknowledgement or the answer. undefined: ended.
 */
export async function useLate(play: Play): Promise<Later | undefined> {
  const { line, waitMs } = play
  const before = line.info()
  line.write(NUDGE)
  const first = await sendsBack(play, acknowledgementMs(waitMs, before?.rttUs))
  if (first !== 'timeout') return first
  const info = line.info()
  if (info !== undefined && before !== undefined && info.bytesAcked <= before.bytesAcked) return 'unacknowledged'
  // The far kernel sends the lost answer again when its timer next fires, each time twice as late.
  const second = await sendsBack(play, 2 * waitMs)
  return second === 'timeout' ? 'acknowledged' : second
}

/** A kernel that lives acknowledges in one round trip and 40 ms; one lost segment is sent again after 200 ms more. */
const acknowledgementMs = (waitMs: number, rttUs = 0): number => Math.min(waitMs, Math.max(500, (8 * rttUs) / 1000))

/** Listens on without sending: undefined when the answer came by itself, which is for the caller to see. */
async function sendsBack({ line, signal }: Play, ms: number): Promise<Later | 'timeout' | undefined> {
  const event = await line.next(ms, signal)
  switch (event.kind) {
    case 'data':
    case 'fin':
      return 'answer'
    case 'gone':
      return isReset(event.code) ? 'reset' : 'unacknowledged'
    case 'timeout':
      return 'timeout'
    case 'aborted':
      return undefined
  }
}
