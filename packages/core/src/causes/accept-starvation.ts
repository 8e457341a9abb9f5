import type { Listener } from '../connection/index.js'
import { count, formatDuration, formatEndpoint, TCP_STATES } from '../words/index.js'
import type { Draft } from './draft.js'
import { largest } from './extremes.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * Connections wait in the accept queue and nobody accepts them. Each one's age
 * is known at the first look: nothing was ever sent on it, so the time since
 * data was last sent counts from its handshake.
 */
export function findStarvedListeners(scene: Scene): Draft[] {
  return scene.snapshot.listeners.flatMap((listener) => {
    if (listener.acceptQueue === 0 || listener.owners.length === 0) return []
    const rows = waitingRows(scene, listener)
    const oldestMs = largest(rows, (row) => waitedMs(scene, row))
    return isStarved(scene, listener, oldestMs) ? [draft(scene, listener, { rows, oldestMs })] : []
  })
}

function waitingRows(scene: Scene, listener: Listener): number[] {
  const { inode, state } = scene.columns
  const queued = scene.inbound().filter((g) => g.localPort === listener.port && g.namespace === listener.namespace)
  return queued.flatMap((group) =>
    group.rows.filter((row) => {
      const open = state[row] === TCP_STATES.ESTABLISHED || state[row] === TCP_STATES['CLOSE-WAIT']
      return open && inode[row] === 0
    }),
  )
}

function waitedMs(scene: Scene, row: number): number {
  const seenFor = scene.nowMs - (scene.tracks.columns.firstSeenMs[row] ?? scene.nowMs)
  return scene.columns.hasInfo[row] === 1 ? Math.max(seenFor, scene.columns.lastDataSentMs[row] ?? 0) : seenFor
}

function isStarved(scene: Scene, listener: Listener, oldestMs: number): boolean {
  if (isFull(listener)) {
    const fullMs = scene.history.fullForMs(listener, scene.nowMs)
    return oldestMs >= T.fullQueueMs && fullMs >= Math.min(T.fullQueueMs / 2, scene.watchedMs * 0.8)
  }
  return listener.acceptQueue >= 3 && oldestMs >= T.waitingQueueMs
}

const isFull = (listener: Listener) => listener.acceptQueue >= listener.backlogMax

function draft(scene: Scene, listener: Listener, of: { rows: readonly number[]; oldestMs: number }): Draft {
  const owner = eldest(scene, listener.owners)
  const process = scene.process(owner)
  const full = isFull(listener)
  const where = formatEndpoint(listener.address, listener.port)
  return {
    cause: 'accept-starvation',
    severity: full ? 'critical' : 'warning',
    confidence: full ? 'certain' : 'likely',
    weight: 'proof',
    process: owner,
    direction: 'inbound',
    remote: null,
    localPort: listener.port,
    rows: of.rows,
    connections: Math.max(of.rows.length, listener.acceptQueue),
    oldestMs: of.oldestMs,
    summary: `${process.name} does not accept connections on port ${listener.port}: ${listener.acceptQueue} wait${full ? ', the queue is full, and new clients get no answer' : ''}. Its workers are blocked or busy.`,
    evidence: evidence(scene, listener, { where, oldestMs: of.oldestMs, owner }),
    descriptorsPerMinute: null,
  }
}

/** Of a prefork server the one that the others descend from: the service, by the pid an operator knows. */
function eldest(scene: Scene, owners: readonly number[]): number {
  const pids = new Set(owners.map((owner) => scene.process(owner).pid))
  return owners.find((owner) => !pids.has(scene.process(owner).parentPid)) ?? owners[0] ?? 0
}

function evidence(scene: Scene, listener: Listener, of: { where: string; oldestMs: number; owner: number }): string[] {
  const { descriptors } = scene.process(of.owner)
  const lines = [
    `the accept queue of ${of.where} holds ${listener.acceptQueue} of ${listener.backlogMax}`,
    `the oldest has waited ${formatDuration(of.oldestMs)} to be accepted`,
  ]
  const overflows = scene.snapshot.namespaces[listener.namespace]?.counters?.listenOverflows ?? 0
  if (overflows > 0)
    lines.push(
      `the namespace has dropped ${count(overflows, 'connection')} for full accept queues since it began (ListenOverflows)`,
    )
  if (descriptors !== null)
    lines.push(`${descriptors.used} of ${descriptors.limit} descriptors in use: descriptors are not what is missing`)
  const workers = listener.owners.filter((owner) => owner !== of.owner).map((owner) => scene.process(owner).pid)
  if (workers.length > 0)
    lines.push(`${count(workers.length, 'worker')} share this socket: pid ${workers.slice(0, 8).join(', ')}`)
  return lines
}
