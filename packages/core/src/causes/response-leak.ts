import type { Group } from '../connection/index.js'
import { count, formatDuration } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import { largest, smallest } from './extremes.js'
import {
  answered,
  hasStopped,
  holdsHttp,
  isCloseWait,
  isEstablished,
  isOwned,
  mostAtOnce,
  oldestSilence,
  silence,
  sinceFinMs,
  usedLittle,
  usedOnce,
} from './exchange.js'
import type { Scene } from './scene.js'
import { keepsSessions } from './sessions.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * Responses that are never read or closed pin their connections. What gives it
 * away is that the program opens a new connection although earlier ones to the
 * same remote have long had their response: a pool would have used those.
 */
export function findResponseLeaks(scene: Scene): Draft[] {
  return scene.outbound().flatMap((group) => {
    const leak = assess(scene, group)
    return leak === null ? [] : [draft(scene, group, leak)]
  })
}

interface Leak {
  readonly rows: readonly number[]
  readonly unread: readonly number[]
  readonly closeWait: readonly number[]
  readonly atOnce: number
  readonly births: number
  readonly endings: number
  readonly sign: 'unread' | 'closed-by-peer' | 'growing' | 'plateau'
}

function assess(scene: Scene, group: Group): Leak | null {
  const rows = group.rows.filter((row) => pinned(scene, row))
  if (rows.length < T.unreadLeaks) return null
  const facts = {
    rows,
    unread: rows.filter((row) => hasUnreadResponse(scene, row)),
    closeWait: rows.filter((row) => isCloseWait(scene, row)),
    atOnce: mostAtOnce(scene, rows),
    births: scene.courseOf(group).births.since(scene.nowMs - T.recentMs),
    endings: scene.courseOf(group).endingsTally.since(scene.nowMs - T.recentMs),
  }
  const sign = signOf(scene, group, facts)
  return sign === null ? null : { ...facts, sign }
}

/** Has had its response, is silent, and was hardly used. */
function pinned(scene: Scene, row: number): boolean {
  if (!isOwned(scene, row) || scene.columns.hasInfo[row] !== 1) return false
  if (!isEstablished(scene, row) && !isCloseWait(scene, row)) return false
  if (!answered(scene, row) || silence(scene, row) < T.idleMs) return false
  if (hasUnreadResponse(scene, row)) return true
  return usedLittle(scene, row) && holdsHttp(scene, row)
}

/** More than a FIN, and more than a TLS close_notify with its FIN, waits to be read. */
export function hasUnreadResponse(scene: Scene, row: number): boolean {
  const unread = scene.columns.receiveQueueBytes[row] ?? 0
  return isCloseWait(scene, row) ? unread > CLOSE_NOTIFY_AND_FIN : unread > 0
}

const CLOSE_NOTIFY_AND_FIN = 40

type Facts = Omit<Leak, 'sign'>

function signOf(scene: Scene, group: Group, facts: Facts): Leak['sign'] | null {
  const { rows, unread, closeWait } = facts
  if (keepsSessions(group.remotePort)) return null
  const whole = unread.filter((row) => hasArrivedWhole(scene, row))
  if (isOld(scene, whole, T.unreadLeaks)) return 'unread'
  if (rows.length < T.idleToBusy * facts.atOnce) return null
  const grows = facts.births - facts.endings >= T.births
  const quick = growsBeforeOurEyes(scene, facts)
  if (isOld(scene, unread, T.unreadLeaks) || (quick && unread.length > rows.length / 2)) return 'unread'
  const left = grows ? closeWait : closeWait.filter((row) => usedForOneRequest(scene, group, row))
  const oldestFin = largest(left, (row) => sinceFinMs(scene, row))
  const aged = oldestFin >= T.finAgeMs || (quick && oldestFin >= T.noticedMs)
  if (left.length >= T.closeWaitLeaks && aged && oneByOne(scene, left)) return 'closed-by-peer'
  // Many clients in one, as a load generator is: each address is a client of its own.
  if (distinctSources(scene, rows) >= T.manySources) return null
  // Where some are pushed to, the silent ones wait for the next event.
  if (group.rows.some((row) => isEstablished(scene, row) && isStream(scene, row))) return null
  if (oldestSilence(scene, rows) < T.oldMs && !quick) return null
  if (grows && rows.length >= T.growingLeaks) return 'growing'
  return isPlateau(scene, group, rows) ? 'plateau' : null
}

/** Some were seen to open one by one, each beside many that were idle already: no need to wait for age. */
function growsBeforeOurEyes(scene: Scene, { rows, births, endings }: Facts): boolean {
  const stay = births - endings
  if (stay < T.quickBirths || stay < births / 2) return false
  return rows.length >= T.quickLeaks && oldestSilence(scene, rows) >= T.quickMs
}

function isOld(scene: Scene, rows: readonly number[], least: number): boolean {
  return rows.length >= least && oldestSilence(scene, rows) >= T.oldMs
}

function oneByOne(scene: Scene, rows: readonly number[]): boolean {
  return rows.length >= T.idleToBusy * mostAtOnce(scene, rows)
}

/**
 * Nothing is held back at the sender: this is a whole response, left unread, and no download that was paused.
 * What comes long after the request is no response: a 408, or a database's farewell to an idle session.
 */
function hasArrivedWhole(scene: Scene, row: number): boolean {
  if (isStream(scene, row)) return false
  if (isCloseWait(scene, row)) return true
  const peer = scene.peers.peerOf(row)
  if (peer >= 0) return (scene.columns.sendQueueBytes[peer] ?? 0) === 0
  return (scene.columns.receiveQueueBytes[row] ?? 0) < T.unreadBytes
}

/** Data came long after the request: events that are pushed, or a slow answer. Either way not left after one exchange. */
export function isStream({ columns: c }: Scene, row: number): boolean {
  return (c.lastDataSentMs[row] ?? 0) - (c.lastDataReceivedMs[row] ?? 0) > T.promptMs
}

/** Local addresses that the connections start from: a pool leaves that to the kernel. */
function distinctSources(scene: Scene, rows: readonly number[]): number {
  return new Set(rows.map((row) => scene.table.localAddress(row).join(' '))).size
}

/** A TLS handshake takes segments of its own; what ends in 443 speaks TLS by custom. */
export function usedForOneRequest(scene: Scene, group: Group, row: number): boolean {
  const tls = String(group.remotePort).endsWith('443')
  return usedOnce(scene, row) || (tls && usedLittle(scene, row))
}

/** Nothing but their number: connections used once, one after the other, and left. */
function isPlateau(scene: Scene, group: Group, rows: readonly number[]): boolean {
  const once = rows.filter((row) => usedForOneRequest(scene, group, row))
  const enough = scene.lockedWorker(group.process) === undefined ? T.plateauLeaks : T.plateauLeaksWithWaiter
  return once.length >= enough && once.length >= T.plateauIdleToBusy * mostAtOnce(scene, once)
}

function draft(scene: Scene, group: Group, leak: Leak): Draft {
  const process = scene.process(group.process)
  const perMinute = growth(scene, leak)
  const proof = leak.sign === 'unread' || leak.sign === 'closed-by-peer'
  const n = leak.rows.length
  return {
    cause: 'response-leak',
    severity: severityOf(scene, group, { leak, perMinute, proof }),
    confidence: leak.sign === 'unread' ? 'certain' : proof || perMinute > 0 ? 'likely' : 'possible',
    weight: proof || scene.descriptorShare(group.process) >= T.pressed ? 'proof' : 'pattern',
    ...placeOf(group),
    rows: leak.rows,
    connections: n,
    oldestMs: oldestSilence(scene, leak.rows),
    summary: `${process.name} leaks connections to ${group.remote}: ${n} had their response and were neither read to the end, closed nor used again.`,
    evidence: evidence(scene, group, leak, perMinute),
    descriptorsPerMinute: perMinute,
  }
}

/** Where nothing was left unread and the server closed nothing, sparse events on open streams look the same. */
function severityOf(
  scene: Scene,
  group: Group,
  of: { leak: Leak; perMinute: number; proof: boolean },
): Draft['severity'] {
  if (scene.descriptorShare(group.process) >= T.pressed) return 'critical'
  return of.proof && (of.perMinute > 0 || of.leak.rows.length >= T.plateauLeaks) ? 'critical' : 'warning'
}

/** Per minute: what the looks saw opened; before there were looks enough, what the ages say of the last minute. */
function growth(scene: Scene, leak: Leak): number {
  const perMinute = (opened: number, overMs: number) => Math.round((opened / overMs) * 600_000) / 10
  if (hasStopped(scene, leak.rows)) return 0
  if (scene.watchedMs >= T.idleMs) {
    // Not over the time before the leak began.
    const sinceMs = Math.min(scene.watchedMs, T.recentMs, Math.max(1000, oldestSilence(scene, leak.rows)))
    return perMinute(leak.births, sinceMs)
  }
  const overMs = Math.min(T.recentMs, Math.max(1000, oldestSilence(scene, leak.rows)))
  const recent = leak.rows.filter((row) => (scene.columns.lastDataSentMs[row] ?? 0) < overMs).length
  return perMinute(recent, overMs)
}

function evidence(scene: Scene, group: Group, leak: Leak, perMinute: number): string[] {
  const { rows, unread, closeWait } = leak
  const lines: string[] = []
  const established = rows.length - closeWait.length
  if (closeWait.length > 0) {
    const oldest = largest(closeWait, (row) => sinceFinMs(scene, row))
    lines.push(
      `${count(closeWait.length, 'connection')} in CLOSE-WAIT to ${group.remote}: the server closed the oldest ${formatDuration(oldest)} ago, this side never did`,
    )
  }
  if (established > 0)
    lines.push(
      `${count(established, 'connection')} ESTABLISHED to ${group.remote} and silent, the oldest for ${formatDuration(oldestSilence(scene, rows))}`,
    )
  if (unread.length > 0) lines.push(unreadLine(scene, unread))
  lines.push(
    `${usedLine(scene, rows)}; never more than ${leak.atOnce} busy at once, so a pool would need no more than that`,
  )
  if (perMinute > 0) lines.push(`grows by ${perMinute} a minute`)
  else if (scene.watchedMs > 0)
    lines.push(`no new one for ${formatDuration(newest(scene, rows))}: a limit is reached, or the requests stopped`)
  if (leak.sign === 'growing' || leak.sign === 'plateau') {
    lines.push('nothing is left unread: subscriptions whose events are rare look the same')
  }
  return lines
}

export function unreadLine(scene: Scene, unread: readonly number[]): string {
  const bytes = unread.reduce((sum, row) => sum + (scene.columns.receiveQueueBytes[row] ?? 0), 0)
  return `${bytes} bytes of responses on ${unread.length} of them have arrived and nobody reads them`
}

export function usedLine(scene: Scene, rows: readonly number[]): string {
  const once = rows.filter((row) => (scene.columns.dataSegmentsOut[row] ?? 0) <= 1).length
  return once === rows.length
    ? 'each carried 1 request'
    : `each sent at most ${most(scene, rows)} segments with data, a request or two`
}

function most(scene: Scene, rows: readonly number[]): number {
  return largest(rows, (row) => scene.columns.dataSegmentsOut[row] ?? 0)
}

function newest(scene: Scene, rows: readonly number[]): number {
  return smallest(rows, (row) => scene.columns.lastDataSentMs[row] ?? 0)
}
