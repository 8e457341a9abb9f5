import { formatDuration } from '@halfopen/core'
import { main, probing } from '../traits/index.js'
import { LEAST_SILENCE_MS, lostIn } from './rules/index.js'
import type { Sides } from './sides.js'

/**
 * Armed keep-alive of the side that came through, while the other waited for nothing, invites a wrong conclusion where
 * its first probe was never due. Empty where nobody would conclude that.
 */
export function idleKeepAlive({ best, rest }: Sides): string {
  if (rest.flatMap(lostIn).length === 0) return ''
  for (const client of best) {
    const waiting = main(client)
    const timeS = waiting?.keepAlive?.timeS ?? null
    if (client.outcome.kind !== 'ok' || waiting === undefined || timeS === null) continue
    const { ms } = waiting.longestSilence
    if (ms < LEAST_SILENCE_MS || probing(waiting, waiting.longestSilence) !== 'before-first') continue
    return ` TCP keep-alive is not the reason: ${client.label} armed it for ${formatDuration(timeS * 1000)}, but was silent for ${formatDuration(ms)} at most, so it sent no probe.`
  }
  return ''
}
