import type { Group, Listener } from '../connection/index.js'
import { count, formatDuration, formatEndpoint } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import { isConnecting } from './exchange.js'
import { largest } from './extremes.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/** SYNs without an answer: a firewall drops them, a route is wrong, or the host is gone. */
export function findBlackholes(scene: Scene): Draft[] {
  const full = scene.snapshot.listeners.filter((l) => l.acceptQueue > 0 && l.acceptQueue >= l.backlogMax)
  return scene.remembered().flatMap((group) => {
    if (group.direction !== 'outbound') return []
    // A listener on this host that is full does not answer either: it is the culprit, not the path.
    if (full.some((l) => l.port === group.remotePort && acceptedFrom(scene, l, group))) return []
    const rows = group.rows.filter((row) => isConnecting(scene, row))
    const failed = scene.courseOf(group).failedConnects.values.filter(({ atMs }) => atMs >= scene.nowMs - T.recentMs)
    return isUnanswered(scene, group, { rows, failed }) ? [draft(scene, group, { rows, failed })] : []
  })
}

interface Attempts {
  readonly rows: readonly number[]
  /** Attempts that were given up while halfopen looked. */
  readonly failed: readonly { readonly retries: number }[]
}

/** One attempt that has waited long; or shorter ones of a client that gives up early, and nothing ever opens. */
function isUnanswered(scene: Scene, group: Group, { rows, failed }: Attempts): boolean {
  const retries = (row: number) => scene.columns.timerRetries[row] ?? 0
  if (largest(rows, retries) >= T.synRetries) return true
  const opened = scene.courseOf(group).open.samples.some(({ value }) => value > 0)
  return !opened && (failed.some((attempt) => attempt.retries >= 1) || failed.length >= T.synAttempts)
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

function draft(scene: Scene, group: Group, { rows, failed }: Attempts): Draft {
  const { name } = scene.process(group.process)
  const retries = largest(rows, (row) => scene.columns.timerRetries[row] ?? 0)
  const seenMs = largest(rows, (row) => scene.nowMs - (scene.tracks.columns.firstSeenMs[row] ?? scene.nowMs))
  const oldestMs = Math.max(seenMs, retries * 1000)
  const lines: string[] = []
  if (rows.length > 0) {
    lines.push(
      `${count(rows.length, 'connection')} in SYN-SENT to ${group.remote}, the oldest for at least ${formatDuration(oldestMs)}`,
    )
    lines.push(`the SYN was sent again ${count(retries, 'time')} and neither accepted nor refused`)
  }
  if (failed.length > 0)
    lines.push(`${count(failed.length, 'attempt')} given up without an answer while halfopen looked`)
  return {
    cause: 'connect-blackhole',
    severity: rows.length >= 5 ? 'critical' : 'warning',
    confidence: retries >= T.synRetries ? 'certain' : 'likely',
    weight: 'proof',
    ...placeOf(group),
    rows,
    connections: Math.max(rows.length, Math.min(failed.length, 1)),
    oldestMs,
    summary: `${name} gets no answer when it connects to ${group.remote}: its SYNs are neither accepted nor refused, just silence.`,
    evidence: lines,
    descriptorsPerMinute: null,
  }
}
