import type { Group } from '../connection/index.js'
import { count, formatDuration, type Runtime } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import { isEstablished, isOwned, oldestSilence, owesAnswer, silence } from './exchange.js'
import type { Scene } from './scene.js'
import { keepsSessions } from './sessions.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * A server that keeps idle connections for ever: it is pressed against its
 * descriptors by them, or they grow and age steadily and it never closes one.
 */
export function findMissingIdleTimeouts(scene: Scene): Draft[] {
  return scene.inbound().flatMap((group) => {
    const idle = assess(scene, group)
    return idle === null ? [] : [draft(scene, group, idle)]
  })
}

/** Servers whose documented default idle timeout is longer than what counts as old here, ms. */
const DEFAULT_IDLE_TIMEOUT_MS: Partial<Readonly<Record<Runtime, number>>> = {
  nginx: 75_000,
  haproxy: 50_000,
  dotnet: 130_000,
}

interface Idle {
  readonly rows: readonly number[]
  readonly oldestMs: number
  readonly sign: 'pressed' | 'growing'
  readonly births: number
}

function assess(scene: Scene, group: Group): Idle | null {
  const rows = group.rows.filter((row) => isIdle(scene, row))
  if (rows.length === 0) return null
  const oldestMs = oldestSilence(scene, rows)
  const births = scene.courseOf(group).births.since(scene.nowMs - T.recentMs)
  if (isPressed(scene, group, rows, oldestMs)) return { rows, oldestMs, births, sign: 'pressed' }
  if (closesIdle(scene, group)) return null
  return isGrowing(scene, group, { rows, oldestMs, births }) ? { rows, oldestMs, births, sign: 'growing' } : null
}

/** Accepted, silent, and not because this side owes an answer: a long poll is no idle connection. */
function isIdle(scene: Scene, row: number): boolean {
  if (!isEstablished(scene, row) || !isOwned(scene, row) || scene.columns.hasInfo[row] !== 1) return false
  if ((scene.columns.sendQueueBytes[row] ?? 0) > 0 || owesAnswer(scene, row)) return false
  return silence(scene, row) >= T.idleMs
}

/** This side sent long after it was last asked: events that are pushed, and the next may be rare. */
function isPushedTo(scene: Scene, row: number): boolean {
  const { lastDataReceivedMs, lastDataSentMs, hasInfo } = scene.columns
  if (!isEstablished(scene, row) || hasInfo[row] !== 1) return false
  return (lastDataReceivedMs[row] ?? 0) - (lastDataSentMs[row] ?? 0) > T.promptMs
}

/** A look saw this side close a silent connection: it has an idle timeout. */
function closesIdle(scene: Scene, group: Group): boolean {
  return scene.nowMs - scene.courseOf(group).lastIdleCloseMs < T.idleCloseMs
}

function isPressed(scene: Scene, group: Group, rows: readonly number[], oldestMs: number): boolean {
  const descriptors = scene.process(group.process).descriptors
  if (descriptors === null || oldestMs < T.finAgeMs) return false
  if (descriptors.used < T.pressed * descriptors.limit || rows.length < T.pressedByIdle * descriptors.limit)
    return false
  // It has an idle timeout, and only a long one: then idle connections are not kept for ever.
  return !closesIdle(scene, group) || oldestMs >= T.foreverMs
}

function isGrowing(
  scene: Scene,
  group: Group,
  of: { rows: readonly number[]; oldestMs: number; births: number },
): boolean {
  if (keepsSessions(group.localPort) || group.rows.some((row) => isPushedTo(scene, row))) return false
  const usual = DEFAULT_IDLE_TIMEOUT_MS[scene.process(group.process).runtime] ?? 0
  if (of.rows.length < T.idleInbound || of.oldestMs < Math.max(T.oldMs, usual * 1.1)) return false
  const endings = scene.courseOf(group).endingsTally.since(scene.nowMs - T.recentMs)
  const net = of.births - endings
  return net >= T.births && net >= of.births * T.netGrowth && agesSteadily(scene, of.rows)
}

/** They came over a time, not all at once: a burst of idle clients is no growth. */
function agesSteadily(scene: Scene, rows: readonly number[]): boolean {
  const ages = rows.map((row) => silence(scene, row)).sort((a, b) => a - b)
  const at = (share: number) => ages[Math.floor(share * (ages.length - 1))] ?? 0
  return at(1) - at(0) >= T.oldMs / 2 && at(0.5) >= at(1) * 0.15 && at(0.5) <= at(1) * 0.85
}

function draft(scene: Scene, group: Group, idle: Idle): Draft {
  const process = scene.process(group.process)
  const perMinute = growthOf(scene, idle)
  const n = idle.rows.length
  return {
    cause: 'no-idle-timeout',
    severity: idle.sign === 'pressed' ? 'critical' : 'warning',
    confidence: idle.sign === 'pressed' ? 'certain' : 'likely',
    weight: idle.sign === 'pressed' ? 'proof' : 'pattern',
    ...placeOf(group),
    rows: idle.rows,
    connections: n,
    oldestMs: idle.oldestMs,
    summary: `${process.name} on port ${group.localPort} never closes idle connections: ${n} are accepted, idle and have no limit${idle.sign === 'pressed' ? ', and its descriptors are used up' : ', and more keep coming'}.`,
    evidence: evidence(scene, group, idle, perMinute),
    descriptorsPerMinute: perMinute,
  }
}

function growthOf(scene: Scene, { births }: Idle): number {
  const overMs = Math.min(scene.watchedMs, T.recentMs)
  return births === 0 || overMs <= 0 ? 0 : Math.round((births / overMs) * 600_000) / 10
}

function evidence(scene: Scene, group: Group, idle: Idle, perMinute: number): string[] {
  const { descriptors } = scene.process(group.process)
  const lines = [
    `${count(idle.rows.length, 'inbound connection')} ESTABLISHED and idle on port ${group.localPort}, the oldest for ${formatDuration(idle.oldestMs)}`,
    'this side closed none of them while halfopen looked',
  ]
  if (descriptors !== null) lines.push(`${descriptors.used} of ${descriptors.limit} descriptors in use`)
  if (perMinute > 0) lines.push(`${idle.births} more came while halfopen looked, ${perMinute} a minute`)
  const queued = queueLine(scene, group)
  if (queued !== null) lines.push(queued)
  return lines
}

function queueLine(scene: Scene, group: Group): string | null {
  const waiting = scene.snapshot.listeners.find((l) => l.port === group.localPort && l.owners.includes(group.process))
  if (waiting === undefined || waiting.acceptQueue === 0) return null
  return `${count(waiting.acceptQueue, 'connection waits', 'connections wait')} in the accept queue, and will wait until idle clients leave: the server does not recover by itself`
}
