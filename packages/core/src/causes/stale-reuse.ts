import type { Group } from '../connection/index.js'
import { type Ending, median } from '../history/index.js'
import { count, formatDuration } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * The server's idle timeout is as long as the client's pause between requests,
 * or shorter: a connection ends just as it is used again. Seen as endings after
 * the same silence, by the peer, with a reset or a new connection at that very
 * moment. A pool that notices the FIN in time shows CLOSE-WAIT or nothing new.
 */
export function findStaleReuse(scene: Scene): Draft[] {
  return scene.remembered().flatMap((group) => {
    if (group.direction !== 'outbound') return []
    const recent = scene.courseOf(group).endingsSince(scene.nowMs - T.recentMs)
    const endings = recent.filter((ending) => endedIdle(ending) && diedOnUse(scene, group, ending))
    return isStale(endings) ? [draft(scene, group, endings)] : []
  })
}

/** Ended by the peer after a silence that is longer than the time between two looks, and not noticed in time. */
function endedIdle(ending: Ending): boolean {
  if (ending.by !== 'peer' || ending.sawCloseWait || ending.retransmits > 0) return false
  return ending.silenceMs + ending.gapMs >= T.staleIdleMs && ending.silenceMs >= ending.gapMs
}

/** Data came to the closed side; or it was replaced at once by a program that uses connections after just such a silence. */
function diedOnUse(scene: Scene, group: Group, ending: Ending): boolean {
  const atThisPace = usedAtThisPace(scene, group, ending)
  if (ending.usedTooLate === 0) return ending.births > 0 && atThisPace
  // Over TLS a client answers the close with a close_notify, which comes too late as well but is no use.
  return atThisPace || !ending.mayBeTls
}

/** Twice after the same silence; or once, where data came too late. */
function isStale(endings: readonly Ending[]): boolean {
  const typical = median(endings.map((ending) => ending.silenceMs))
  const alike = endings.filter((ending) => Math.abs(ending.silenceMs - typical) <= ending.gapMs + typical * 0.1)
  if (alike.length >= 2) return true
  const [only] = alike
  return only !== undefined && only.usedTooLate > 0
}

function usedAtThisPace(scene: Scene, group: Group, ending: Ending): boolean {
  return scene
    .courseOf(group)
    .reuseGaps.values.some((gap) => Math.abs(gap - ending.silenceMs) <= ending.gapMs + gap * 0.1)
}

function draft(scene: Scene, group: Group, endings: readonly Ending[]): Draft {
  const { name } = scene.process(group.process)
  const idleMs = median(endings.map((ending) => ending.silenceMs + ending.gapMs / 2))
  const resets = endings.filter((ending) => ending.usedTooLate > 0).length
  return {
    cause: 'stale-reuse',
    severity: 'warning',
    confidence: 'likely',
    weight: 'proof',
    ...placeOf(group),
    rows: group.rows,
    connections: endings.length,
    oldestMs: Math.round(idleMs),
    summary: `${name} uses connections to ${group.remote} again after about ${formatDuration(idleMs)} of silence, just when the server's idle timeout closes them: requests fail at random.`,
    evidence: [
      `${count(endings.length, 'connection')} ended by the server just at its next use, after about ${formatDuration(idleMs)} of silence`,
      ...(resets > 0 ? [`${resets} of them with a reset: data was sent to a side that had closed`] : []),
      `the server's idle timeout is about ${formatDuration(idleMs)}; this client keeps connections longer`,
    ],
    descriptorsPerMinute: null,
  }
}
