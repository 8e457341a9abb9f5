import type { Group } from '../connection/index.js'
import { count, formatDuration, TCP_STATES } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/** SYNs without an answer: a firewall drops them, a route is wrong, or the host is gone. */
export function findBlackholes(scene: Scene): Draft[] {
  return scene.outbound().flatMap((group) => {
    const rows = group.rows.filter((row) => isUnanswered(scene, group, row))
    return rows.length === 0 ? [] : [draft(scene, group, rows)]
  })
}

function isUnanswered(scene: Scene, group: Group, row: number): boolean {
  const c = scene.columns
  if (c.state[row] !== TCP_STATES['SYN-SENT'] || facesFullListener(scene, row)) return false
  const retries = c.timerRetries[row] ?? 0
  return retries >= T.synRetries || (retries >= 1 && neverAnswered(scene, group))
}

/** A client that gives up early retransmits little, but tries again and again, and nothing ever opens. */
function neverAnswered(scene: Scene, group: Group): boolean {
  const course = scene.courseOf(group)
  return scene.nowMs - course.firstSeenMs >= T.noAckMs && course.open.samples.every(({ value }) => value === 0)
}

/** A listener on this host with a full accept queue does not answer either: it is the culprit, not the path. */
function facesFullListener(scene: Scene, row: number): boolean {
  const port = scene.columns.remotePort[row]
  const full = scene.snapshot.listeners.some(
    (l) => l.port === port && l.acceptQueue > 0 && l.acceptQueue >= l.backlogMax,
  )
  return full && isLocal(scene, row)
}

/** The destination is an address that some connection or listener on this host has as its own. */
function isLocal(scene: Scene, row: number): boolean {
  const { local, remote } = scene.columns
  const same = (other: number) => [0, 1, 2, 3].every((word) => local[other * 4 + word] === remote[row * 4 + word])
  if (same(row)) return true
  for (let other = 0; other < scene.table.length; other++) if (same(other)) return true
  return (remote[row * 4 + 3] ?? 0) >>> 24 === 127 && remote[row * 4 + 2] === 0xffff
}

function draft(scene: Scene, group: Group, rows: readonly number[]): Draft {
  const { name } = scene.process(group.process)
  const retries = Math.max(...rows.map((row) => scene.columns.timerRetries[row] ?? 0))
  const seenMs = Math.max(...rows.map((row) => scene.nowMs - (scene.tracks.columns.firstSeenMs[row] ?? scene.nowMs)))
  const oldestMs = Math.max(seenMs, retries * 1000)
  return {
    cause: 'connect-blackhole',
    severity: rows.length >= 5 ? 'critical' : 'warning',
    confidence: 'certain',
    weight: 'proof',
    ...placeOf(group),
    rows,
    connections: rows.length,
    oldestMs,
    summary: `${name} gets no answer when it connects to ${group.remote}: ${count(rows.length, 'connection')} in SYN-SENT, not refused, just silence.`,
    evidence: [
      `${count(rows.length, 'connection')} in SYN-SENT to ${group.remote}, the oldest for at least ${formatDuration(oldestMs)}`,
      `the SYN was retransmitted ${count(retries, 'time')} and neither accepted nor refused`,
    ],
    descriptorsPerMinute: null,
  }
}
