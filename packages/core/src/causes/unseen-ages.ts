import type { Group } from '../connection/index.js'
import { count, formatDuration } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import { isCloseWait, isOwned } from './exchange.js'
import { largest } from './extremes.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * Without tcp_info (the /proc fallback) no age and no count of segments is
 * known. What remains: connections that the server has closed and this side
 * keeps, seen in every look. Unread bytes beside the FIN are a response left
 * behind; a bare FIN may be a lazy pool, so it takes more of them.
 */
export function findKeptClosed(scene: Scene): Draft[] {
  return scene.outbound().flatMap((group) => {
    const rows = group.rows.filter((row) => isKept(scene, row))
    const unread = rows.filter((row) => (scene.columns.receiveQueueBytes[row] ?? 0) > 1)
    const leaks = unread.length >= T.closeWaitLeaks || rows.length >= T.plateauLeaks
    return leaks ? [draft(scene, group, { rows, unread })] : []
  })
}

function isKept(scene: Scene, row: number): boolean {
  if (scene.columns.hasInfo[row] === 1 || !isCloseWait(scene, row) || !isOwned(scene, row)) return false
  return seenForMs(scene, row) >= T.noAckMs
}

function seenForMs(scene: Scene, row: number): number {
  return scene.nowMs - (scene.tracks.columns.firstSeenMs[row] ?? scene.nowMs)
}

function draft(scene: Scene, group: Group, of: { rows: readonly number[]; unread: readonly number[] }): Draft {
  const { name } = scene.process(group.process)
  const oldestMs = largest(of.rows, (row) => seenForMs(scene, row))
  return {
    cause: 'response-leak',
    severity: 'warning',
    confidence: of.unread.length > 0 ? 'likely' : 'possible',
    weight: 'proof',
    ...placeOf(group),
    rows: of.rows,
    connections: of.rows.length,
    oldestMs,
    summary: `${name} keeps ${of.rows.length} connections that ${group.remote} has closed: their responses were not read to the end or not closed.`,
    evidence: [
      `${count(of.rows.length, 'connection')} in CLOSE-WAIT to ${group.remote}, the oldest for at least ${formatDuration(oldestMs)}`,
      `${of.unread.length} of them hold bytes that nobody reads`,
      'seen without tcp_info: how often each was used is not known, so a pool that drops nothing looks the same',
    ],
    descriptorsPerMinute: null,
  }
}
