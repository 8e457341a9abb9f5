import type { ProbesFrom } from '../ladder/index.js'
import { isAlive, isGone, type Outcome, type Span } from './outcome.js'

/** Whether keep-alive probes from that end hold the path open; null: no rung above the timeout tells. */
export function probesReset(
  outcomes: readonly Outcome[],
  { from, bracket }: { from: Exclude<ProbesFrom, 'nobody'>; bracket: Span },
): boolean | null {
  const telling = outcomes.filter(({ rung }) => rung.probesFrom === from && rung.silenceMs > bracket.atMost)
  const alive = telling.filter(isAlive).length
  const gone = telling.filter(isGone).length
  if (alive === gone) return null
  return alive > gone
}
