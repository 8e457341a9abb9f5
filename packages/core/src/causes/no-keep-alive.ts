import type { Group } from '../connection/index.js'
import { count, formatDuration, formatEndpoint, isLoopback, TIMERS } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import { awaiting, isEstablished, isOwned, oldestSilence, silence } from './exchange.js'
import type { Scene } from './scene.js'
import { keepsSessions } from './sessions.js'
import { isDead } from './silent-drop.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * A request waits for its response in silence, and nothing would notice if a
 * middlebox forgot the connection. It is a mention only where the wait is
 * short, or where the other end is seen on this host under the very same
 * addresses, so that nothing translates them in between; it is critical where
 * that end shows that the path has dropped already.
 */
export function findUnprotectedWaits(scene: Scene): Draft[] {
  const retransmitting = deadEnds(scene)
  return scene.outbound().flatMap((group) => {
    const rows = group.rows.filter((row) => waitsUnprotected(scene, row))
    return rows.length === 0 ? [] : [draft(scene, group, { rows, retransmitting })]
  })
}

/** Local endpoints on this host, in any namespace, that send and get nothing acknowledged. */
function deadEnds(scene: Scene): ReadonlySet<string> {
  const ends = new Set<string>()
  for (let row = 0; row < scene.table.length; row++) {
    if (isDead(scene, row)) ends.add(formatEndpoint(scene.table.localAddress(row), scene.columns.localPort[row] ?? 0))
  }
  return ends
}

function waitsUnprotected(scene: Scene, row: number): boolean {
  if (!isEstablished(scene, row) || !isOwned(scene, row) || scene.columns.hasInfo[row] !== 1) return false
  // No middlebox can be on a path that does not leave the host.
  if (isLoopback(scene.table.remoteAddress(row)) || (scene.columns.sendQueueBytes[row] ?? 0) > 0) return false
  if (silence(scene, row) < T.waitMs || keepAliveOf(scene, row) === 'in-time') return false
  return awaiting(scene, row) || scene.waiterOn(row) !== undefined
}

function keepAliveOf(scene: Scene, row: number): 'off' | 'too-late' | 'in-time' {
  const c = scene.columns
  if (c.timer[row] === TIMERS.none) return 'off'
  if (c.timer[row] !== TIMERS.keepAlive) return 'in-time'
  const atLeastMs =
    (c.timerExpiresMs[row] ?? 0) + Math.min(c.lastDataReceivedMs[row] ?? 0, c.lastAckReceivedMs[row] ?? 0)
  return atLeastMs > T.shortestHopMs ? 'too-late' : 'in-time'
}

function draft(
  scene: Scene,
  group: Group,
  { rows, retransmitting }: { rows: readonly number[]; retransmitting: ReadonlySet<string> },
): Draft {
  const { name } = scene.process(group.process)
  const oldestMs = oldestSilence(scene, rows)
  const dropped = rows.filter((row) => hasDropped(scene, group, { row, retransmitting }))
  const off = rows.filter((row) => keepAliveOf(scene, row) === 'off')
  const how = off.length > 0 ? 'without TCP keep-alive' : 'with a TCP keep-alive time longer than common idle timeouts'
  return {
    cause: 'no-keep-alive',
    severity: severityOf(scene, group, { rows, off, dropped, oldestMs }),
    confidence: dropped.length > 0 ? 'likely' : 'possible',
    weight: 'proof',
    ...placeOf(group),
    rows,
    connections: rows.length,
    oldestMs,
    summary: `${name} has waited ${formatDuration(oldestMs)} in silence for ${group.remote} ${how}: ${dropped.length > 0 ? 'the path has dropped, and it will wait for ever' : 'if the path drops, it waits for ever'}.`,
    evidence: evidence(scene, { rows, off, dropped, oldestMs }),
    descriptorsPerMinute: null,
  }
}

/** The server's end gets no answer: this very connection's, or behind NAT one that may be it. */
function hasDropped(scene: Scene, group: Group, of: { row: number; retransmitting: ReadonlySet<string> }): boolean {
  const peer = scene.peers.peerOf(of.row)
  if (peer >= 0) return isDead(scene, peer)
  return group.remote !== null && of.retransmitting.has(group.remote)
}

function severityOf(scene: Scene, group: Group, { off, dropped, oldestMs }: Waits): Draft['severity'] {
  if (dropped.length > 0) return 'critical'
  if (off.length === 0) return 'info'
  if (oldestMs >= T.longWaitMs) return 'warning'
  // Workers that wait for their next job do so for long, and their protocols have timeouts of their own.
  if (keepsSessions(group.remotePort)) return 'info'
  const translated = off.some((row) => scene.peers.peerOf(row) < 0)
  return translated && oldestMs >= T.oldMs ? 'warning' : 'info'
}

interface Waits {
  readonly rows: readonly number[]
  readonly off: readonly number[]
  readonly dropped: readonly number[]
  readonly oldestMs: number
}

function evidence(scene: Scene, { rows, off, dropped, oldestMs }: Waits): string[] {
  const lines = [
    `${count(rows.length, 'connection')} sent a request and got nothing back, the oldest ${formatDuration(oldestMs)} ago`,
  ]
  lines.push(
    off.length > 0
      ? `no timer is armed on ${off.length} of them: TCP keep-alive is off`
      : 'TCP keep-alive is armed later than 240 s, the shortest default of cloud load balancers',
  )
  const waiter = rows.map((row) => scene.waiterOn(row)).find((wait) => wait !== undefined)
  if (waiter !== undefined) {
    const bound = waiter.bound === 'for-ever' ? 'without a timeout' : 'with a timeout'
    lines.push(`thread ${waiter.tid} has waited on it ${bound} for ${formatDuration(oldestMs)}`)
  }
  lines.push(
    dropped.length > 0
      ? 'the other end retransmits its response and nothing acknowledges it'
      : 'looks the same as a slow server or a long poll: the response may still come',
  )
  return lines
}
