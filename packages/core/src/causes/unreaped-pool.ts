import type { Group } from '../connection/index.js'
import { count, formatDuration } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import { largest } from './extremes.js'
import { isCloseWait, isOwned, sinceFinMs, usedOnce } from './exchange.js'
import type { Scene } from './scene.js'
import { keepsSessions } from './sessions.js'
import { THRESHOLDS as T } from './thresholds.js'

/** A pool that never drops what the server has closed: CLOSE-WAIT with only the FIN unread. */
export function findUnreapedPools(scene: Scene): Draft[] {
  return scene.outbound().flatMap((group) => {
    const rows = group.rows.filter((row) => isUnreaped(scene, group, row))
    const oldestMs = largest(rows, (row) => sinceFinMs(scene, row))
    return rows.length >= T.unreaped && oldestMs >= T.oldMs ? [draft(scene, group, { rows, oldestMs })] : []
  })
}

/** 1 is the FIN; 24 to 40 is a TLS close_notify with it; a database says farewell at more length. */
function isUnreaped(scene: Scene, group: Group, row: number): boolean {
  const unread = keepsSessions(group.remotePort) ? 0 : (scene.columns.receiveQueueBytes[row] ?? 0)
  if (!isCloseWait(scene, row) || !isOwned(scene, row) || scene.columns.hasInfo[row] !== 1) return false
  return unread <= 40 && !usedOnce(scene, row)
}

function draft(scene: Scene, group: Group, { rows, oldestMs }: { rows: number[]; oldestMs: number }): Draft {
  const { name } = scene.process(group.process)
  return {
    cause: 'unreaped-pool',
    severity: 'warning',
    confidence: 'likely',
    weight: 'proof',
    ...placeOf(group),
    rows,
    connections: rows.length,
    oldestMs,
    summary: `${name} keeps ${rows.length} pooled connections that ${group.remote} has closed: its pool does not drop dead connections.`,
    evidence: [
      `${count(rows.length, 'connection')} in CLOSE-WAIT, the oldest for ${formatDuration(oldestMs)}`,
      'nothing but the FIN is unread: no response was left behind',
      'each was used more than once, so this is a pool and not a leak',
    ],
    descriptorsPerMinute: null,
  }
}
