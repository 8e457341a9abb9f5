import type { Group } from '../connection/index.js'
import { count, formatDuration, formatEndpoint, TIMERS } from '../words/index.js'
import type { Draft } from './draft.js'
import { largest } from './extremes.js'
import { isConnecting, isOwned } from './exchange.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/** The path is dead: what this end sends is retransmitted, or its keep-alive probes stay unanswered. */
export function findSilentDrops(scene: Scene): Draft[] {
  return scene.remembered().flatMap((group) => {
    const rows = group.rows.filter((row) => isDead(scene, row))
    if (rows.length > 0) return [fromRows(scene, group, rows)]
    return fromEndings(scene, group)
  })
}

export function isDead(scene: Scene, row: number): boolean {
  const c = scene.columns
  // A SYN without an answer has a cause of its own.
  if (c.hasInfo[row] !== 1 || isConnecting(scene, row)) return false
  if (c.timer[row] === TIMERS.keepAlive && isOwned(scene, row)) return (c.timerRetries[row] ?? 0) >= T.probes
  if (c.timer[row] === TIMERS.zeroWindow) return probesUnanswered(scene, row)
  if (c.timer[row] !== TIMERS.retransmit || (c.unackedSegments[row] ?? 0) === 0) return false
  const retransmits = c.retransmits[row] ?? 0
  const twice = (scene.tracks.columns.troubledLooks[row] ?? 0) >= 1
  return (
    retransmits >= T.retransmits &&
    (c.lastAckReceivedMs[row] ?? 0) >= T.noAckMs &&
    (twice || retransmits > T.retransmits)
  )
}

/** A reader that is only slow answers every zero-window probe. */
function probesUnanswered({ columns: c }: Scene, row: number): boolean {
  return (c.timerRetries[row] ?? 0) >= T.probes && (c.lastAckReceivedMs[row] ?? 0) >= T.noAckMs
}

function fromRows(scene: Scene, group: Group, rows: readonly number[]): Draft {
  const c = scene.columns
  const silentMs = largest(rows, (row) => c.lastAckReceivedMs[row] ?? 0)
  const retransmits = largest(rows, (row) => c.retransmits[row] ?? 0)
  const probes = largest(rows, (row) => (c.timer[row] === TIMERS.retransmit ? 0 : (c.timerRetries[row] ?? 0)))
  const peers = [...new Set(rows.map((row) => formatEndpoint(scene.table.remoteAddress(row), c.remotePort[row] ?? 0)))]
  const lines = [`nothing has come from ${peers.slice(0, 3).join(', ')} for ${formatDuration(silentMs)}`]
  if (retransmits > 0) lines.push(`${count(retransmits, 'retransmission')} of the same segment, none acknowledged`)
  if (probes > 0) lines.push(`${count(probes, 'probe')} unanswered`)
  const remote = group.remote ?? (peers.length === 1 ? (peers[0] ?? null) : null)
  return draft(scene, group, {
    rows,
    connections: rows.length,
    oldestMs: silentMs,
    evidence: lines,
    remote,
    certain: true,
    few: isFew(group, rows),
  })
}

/** It died between two looks, still retransmitting: the look before is the proof. */
function fromEndings(scene: Scene, group: Group): Draft[] {
  const endings = scene
    .courseOf(group)
    .endingsSince(scene.nowMs - T.recentMs)
    .filter((e) => e.retransmits >= T.retransmits)
  const last = endings.at(-1)
  if (last === undefined) return []
  const evidence = [
    `${count(endings.length, 'connection')} ended while this side was retransmitting, the last to ${last.peer}`,
    `${count(last.retransmits, 'retransmission')} of the same segment had gone unacknowledged`,
  ]
  const remote = group.remote ?? last.peer
  return [
    draft(scene, group, {
      rows: [],
      connections: endings.length,
      oldestMs: last.silenceMs,
      evidence,
      remote,
      certain: false,
      few: isFew(group, endings),
    }),
  ]
}

/** Inbound only: a client that loses its servers has a path to mend. */
function isFew(group: Group, dead: readonly unknown[]): boolean {
  return group.direction === 'inbound' && dead.length < group.rows.length * T.deadShare
}

interface Facts {
  readonly rows: readonly number[]
  readonly connections: number
  readonly oldestMs: number
  readonly evidence: readonly string[]
  readonly remote: string | null
  readonly certain: boolean
  /** A few of many clients: they went away without a word, as clients on the Internet do. */
  readonly few: boolean
}

function draft(scene: Scene, group: Group, facts: Facts): Draft {
  const { name } = scene.process(group.process)
  const where = facts.remote ?? `the clients of port ${group.localPort}`
  return {
    cause: 'silent-drop',
    severity: facts.few ? 'info' : 'critical',
    confidence: facts.certain ? 'certain' : 'likely',
    weight: 'proof',
    process: group.process,
    direction: group.direction,
    remote: facts.remote,
    localPort: group.localPort,
    rows: facts.rows,
    connections: facts.connections,
    oldestMs: facts.oldestMs,
    summary: `The path between ${name} and ${where} is dead: ${count(facts.connections, 'connection')} sent data that nothing acknowledges. A middlebox forgot the connection, or the peer is gone.`,
    evidence: facts.evidence,
    descriptorsPerMinute: null,
  }
}
