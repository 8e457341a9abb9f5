import type { Group, Listener } from '../connection/index.js'
import { count, formatDuration, formatEndpoint, TCP_STATES } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import { largest } from './extremes.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/** SYNs without an answer: a firewall drops them, a route is wrong, or the host is gone. */
export function findBlackholes(scene: Scene): Draft[] {
  const full = scene.snapshot.listeners.filter((l) => l.acceptQueue > 0 && l.acceptQueue >= l.backlogMax)
  return scene.outbound().flatMap((group) => {
    // A listener on this host that is full does not answer either: it is the culprit, not the path.
    if (full.some((l) => l.port === group.remotePort && acceptedFrom(scene, l, group))) return []
    const rows = group.rows.filter((row) => isUnanswered(scene, group, row))
    return rows.length === 0 ? [] : [draft(scene, group, rows)]
  })
}

function isUnanswered(scene: Scene, group: Group, row: number): boolean {
  const c = scene.columns
  if (c.state[row] !== TCP_STATES['SYN-SENT']) return false
  const retries = c.timerRetries[row] ?? 0
  return retries >= T.synRetries || (retries >= 1 && neverAnswered(scene, group))
}

/** A client that gives up early retransmits little, but tries again and again, and nothing ever opens. */
function neverAnswered(scene: Scene, group: Group): boolean {
  const course = scene.courseOf(group)
  return scene.nowMs - course.firstSeenMs >= T.noAckMs && course.open.samples.every(({ value }) => value === 0)
}

/** The listener is where this group connects to: its queue holds connections that came to that very address. */
function acceptedFrom(scene: Scene, listener: Listener, group: Group): boolean {
  return scene
    .inbound()
    .filter((one) => one.localPort === listener.port && one.namespace === listener.namespace)
    .some((one) => one.rows.some((row) => localEnd(scene, row) === group.remote))
}

function localEnd(scene: Scene, row: number): string {
  return formatEndpoint(scene.table.localAddress(row), scene.columns.localPort[row] ?? 0)
}

function draft(scene: Scene, group: Group, rows: readonly number[]): Draft {
  const { name } = scene.process(group.process)
  const retries = largest(rows, (row) => scene.columns.timerRetries[row] ?? 0)
  const seenMs = largest(rows, (row) => scene.nowMs - (scene.tracks.columns.firstSeenMs[row] ?? scene.nowMs))
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
