import type { Group } from '../connection/index.js'
import { count, formatDuration } from '../words/index.js'
import { type Draft, placeOf } from './draft.js'
import {
  answered,
  isCloseWait,
  isEstablished,
  isOwned,
  mostAtOnce,
  oldestSilence,
  silence,
  sinceFinMs,
} from './exchange.js'
import { largest } from './extremes.js'
import { hasUnreadResponse, isStream, unreadLine, usedForOneRequest, usedLine } from './response-leak.js'
import type { Scene } from './scene.js'
import { keepsSessions } from './sessions.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * Responses that a process would leave behind if it ended now. A test suite lives for seconds, so no age of minutes can
 * be asked for; but its end tells what age tells otherwise: nobody will read them any more.
 */
export function findHeldResponses(scene: Scene): Draft[] {
  return scene.outbound().flatMap((group) => {
    if (keepsSessions(group.remotePort)) return []
    const held = unread(scene, group) ?? closedByPeer(scene, group) ?? piledUp(scene, group)
    return held === null ? [] : [draft(scene, group, held)]
  })
}

interface Held {
  readonly sign: 'unread' | 'few-unread' | 'closed-by-peer' | 'piled-up'
  readonly rows: readonly number[]
  readonly oldestMs: number
}

function unread(scene: Scene, group: Group): Held | null {
  const rows = group.rows.filter((row) => isLeftUnread(scene, row))
  const oldestMs = largest(rows, (row) => unreadForMs(scene, row))
  if (rows.length === 0) return null
  if (rows.length < T.unreadLeaks) return oldestMs >= T.heldFewMs ? { sign: 'few-unread', rows, oldestMs } : null
  const least = isOneByOne(scene, rows, T.idleToBusy) ? T.heldBesideMs : T.heldUnreadMs
  return oldestMs >= least ? { sign: 'unread', rows, oldestMs } : null
}

/** An outbound connection whose response lies there; what is pushed long after the request is none. */
function isLeftUnread(scene: Scene, row: number): boolean {
  if (!isOpen(scene, row) || !hasUnreadResponse(scene, row) || unreadForMs(scene, row) < T.justArrivedMs) return false
  return scene.columns.hasInfo[row] !== 1 || (answered(scene, row) && !isStream(scene, row))
}

/** At least this long: since the look that saw it first, and since which nothing was read. */
function unreadForMs(scene: Scene, row: number): number {
  return scene.nowMs - (scene.tracks.columns.unreadSinceMs[row] ?? scene.nowMs)
}

/** The server has finished, this side was asked once for it and has not noticed: a small body hides in its buffers. */
function closedByPeer(scene: Scene, group: Group): Held | null {
  const rows = group.rows.filter((row) => isCloseWait(scene, row) && wasUsedOnce(scene, group, row))
  const oldestMs = largest(rows, (row) => sinceFinMs(scene, row))
  const aged = rows.length >= T.closeWaitLeaks && oldestMs >= T.finAgeMs
  const many = rows.length >= T.quickLeaks && oldestMs >= T.noticedMs
  if (!aged && !many) return null
  return isOneByOne(scene, rows, T.idleToBusy) ? { sign: 'closed-by-peer', rows, oldestMs } : null
}

/** Nothing but their number: each was opened although those before it had long had their response. */
function piledUp(scene: Scene, group: Group): Held | null {
  // Where some are pushed to, the silent ones wait for the next event.
  if (group.rows.some((row) => isEstablished(scene, row) && isStream(scene, row))) return null
  const rows = group.rows.filter((row) => isLeftIdle(scene, group, row))
  const oldestMs = oldestSilence(scene, rows)
  if (rows.length < T.plateauLeaks || oldestMs < T.quickMs) return null
  return isOneByOne(scene, rows, T.plateauIdleToBusy) ? { sign: 'piled-up', rows, oldestMs } : null
}

function isLeftIdle(scene: Scene, group: Group, row: number): boolean {
  if (!isOpen(scene, row) || !answered(scene, row) || silence(scene, row) < T.heldBesideMs) return false
  return wasUsedOnce(scene, group, row)
}

function wasUsedOnce(scene: Scene, group: Group, row: number): boolean {
  return isOwned(scene, row) && scene.columns.hasInfo[row] === 1 && usedForOneRequest(scene, group, row)
}

function isOpen(scene: Scene, row: number): boolean {
  return isOwned(scene, row) && (isEstablished(scene, row) || isCloseWait(scene, row))
}

function isOneByOne(scene: Scene, rows: readonly number[], times: number): boolean {
  return rows.every((row) => scene.columns.hasInfo[row] === 1) && rows.length >= times * mostAtOnce(scene, rows)
}

const CONFIDENCE = {
  unread: 'certain',
  'few-unread': 'likely',
  'closed-by-peer': 'likely',
  'piled-up': 'possible',
} as const

function draft(scene: Scene, group: Group, { sign, rows, oldestMs }: Held): Draft {
  const { name } = scene.process(group.process)
  const n = rows.length
  return {
    cause: 'response-leak',
    severity: sign === 'unread' && n >= T.plateauLeaks ? 'critical' : 'warning',
    confidence: CONFIDENCE[sign],
    weight: 'proof',
    ...placeOf(group),
    rows,
    connections: n,
    oldestMs,
    summary: `${name} left ${count(n, 'response')} from ${group.remote} open to the end: neither read to the end, closed nor used again.`,
    evidence: evidence(scene, group, { sign, rows, oldestMs }),
    descriptorsPerMinute: null,
  }
}

function evidence(scene: Scene, group: Group, { sign, rows, oldestMs }: Held): readonly string[] {
  const withInfo = rows.filter((row) => scene.columns.hasInfo[row] === 1)
  const used = withInfo.length === 0 ? [] : [usedLine(scene, withInfo)]
  const to = `to ${group.remote}`
  switch (sign) {
    case 'unread':
    case 'few-unread':
      return [
        `${count(rows.length, 'connection')} ${to} with an unread response, the oldest for ${formatDuration(oldestMs)}`,
        unreadLine(scene, rows),
        ...used,
      ]
    case 'closed-by-peer':
      return [
        `${count(rows.length, 'connection')} in CLOSE-WAIT ${to}: the server closed the oldest ${formatDuration(oldestMs)} ago, this side never did`,
        ...used,
      ]
    case 'piled-up':
      return [
        `${count(rows.length, 'connection')} ${to} had their response and were left, the oldest for ${formatDuration(oldestMs)}`,
        `${usedLine(scene, rows)}; never more than ${mostAtOnce(scene, rows)} busy at once, so a pool would need no more than that`,
        'nothing is left unread: subscriptions whose events are rare look the same',
      ]
  }
}
