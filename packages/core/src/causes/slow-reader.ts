import { count, formatDuration, formatEndpoint, TIMERS } from '../words/index.js'
import type { Draft } from './draft.js'
import { isEstablished, isOwned } from './exchange.js'
import type { Scene } from './scene.js'
import { isDead } from './silent-drop.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * A peer that does not read closes its window, and the sender can only probe
 * it. The culprit is the reader: where its end is on this host, its full
 * receive queue names it.
 */
export function findSlowReaders(scene: Scene): Draft[] {
  const culprits = new Map<string, Stall[]>()
  for (const stall of [...stalledSenders(scene), ...fullReaders(scene)]) {
    const key = `${stall.process}|${stall.localPort ?? stall.remote}|${stall.seenFrom}`
    const others = culprits.get(key)
    if (others === undefined) culprits.set(key, [stall])
    else others.push(stall)
  }
  return [...culprits.values()].map((stalls) => draft(scene, stalls))
}

interface Stall {
  /** Who is named: the reader where it is on this host, else the sender. */
  readonly process: number
  readonly row: number
  readonly direction: 'inbound' | 'outbound'
  readonly remote: string
  readonly localPort: number | null
  readonly seenFrom: 'both-ends' | 'sender' | 'reader'
  readonly waitingBytes: number
  readonly unreadBytes: number
  readonly forMs: number
}

function stalledSenders(scene: Scene): Stall[] {
  const stalls: Stall[] = []
  for (let row = 0; row < scene.table.length; row++) {
    if (!isStopped(scene, row)) continue
    const peer = scene.peers.peerOf(row)
    const reader = peer >= 0 && (scene.columns.owner[peer] ?? -1) >= 0 ? peer : -1
    const stall = reader >= 0 ? atReader(scene, reader, row) : atSender(scene, row)
    if (stall !== null) stalls.push(stall)
  }
  return stalls
}

/** Data waits, the peer's window is closed, and nothing was acknowledged for a while. */
function isStopped(scene: Scene, row: number): boolean {
  const c = scene.columns
  if ((c.sendQueueBytes[row] ?? 0) === 0 || c.timer[row] !== TIMERS.zeroWindow || isDead(scene, row)) return false
  return (c.lastDataSentMs[row] ?? 0) >= T.stalledMs && standsStill(scene, row)
}

/** It has read a good deal since it asked: it pauses, as `curl --limit-rate` does until the average fits. */
function readsOnAverage({ columns: c }: Scene, row: number): boolean {
  const readBytes = (c.bytesReceived[row] ?? 0) - (c.receiveQueueBytes[row] ?? 0)
  return readBytes / Math.max(1, (c.lastDataSentMs[row] ?? 0) / 1000) >= T.readingBytesPerS
}

/** Neither acknowledged, received nor read anything in most of the looks. */
function standsStill(scene: Scene, row: number): boolean {
  const stillMs = scene.nowMs - (scene.tracks.columns.progressMs[row] ?? scene.nowMs)
  return stillMs >= Math.min(T.noAckMs, scene.watchedMs * 0.8)
}

function atReader(scene: Scene, row: number, sender: number): Stall | null {
  // A reader with nothing to read, or one that reads on, is not what stops the sender.
  if ((scene.columns.receiveQueueBytes[row] ?? 0) === 0 || !standsStill(scene, row)) return null
  if (readsOnAverage(scene, row) && (scene.columns.lastDataSentMs[sender] ?? 0) < T.longWaitMs) return null
  return {
    ...place(scene, row),
    seenFrom: 'both-ends',
    ...queues(scene, { sender, reader: row }),
    forMs: scene.columns.lastDataSentMs[sender] ?? 0,
  }
}

function atSender(scene: Scene, row: number): Stall | null {
  if (!isOwned(scene, row)) return null
  return {
    ...place(scene, row),
    seenFrom: 'sender',
    ...queues(scene, { sender: row, reader: -1 }),
    forMs: scene.columns.lastDataSentMs[row] ?? 0,
  }
}

/** The other end is elsewhere: a receive queue full and untouched for long. */
function fullReaders(scene: Scene): Stall[] {
  const stalls: Stall[] = []
  const c = scene.columns
  for (let row = 0; row < scene.table.length; row++) {
    if ((c.receiveQueueBytes[row] ?? 0) < T.unreadBytes || !isEstablished(scene, row) || !isOwned(scene, row)) continue
    if ((c.lastDataReceivedMs[row] ?? 0) < T.unreadMs || !standsStill(scene, row)) continue
    if (scene.peers.peerOf(row) >= 0) continue
    stalls.push({
      ...place(scene, row),
      seenFrom: 'reader',
      ...queues(scene, { sender: -1, reader: row }),
      forMs: c.lastDataReceivedMs[row] ?? 0,
    })
  }
  return stalls
}

function place(scene: Scene, row: number): Pick<Stall, 'process' | 'row' | 'direction' | 'remote' | 'localPort'> {
  const direction = scene.groups.directions.of(row)
  return {
    process: scene.columns.owner[row] ?? -1,
    row,
    direction,
    remote: formatEndpoint(scene.table.remoteAddress(row), scene.columns.remotePort[row] ?? 0),
    localPort: direction === 'inbound' ? (scene.columns.localPort[row] ?? 0) : null,
  }
}

function queues(scene: Scene, of: { sender: number; reader: number }): Pick<Stall, 'waitingBytes' | 'unreadBytes'> {
  return {
    waitingBytes: scene.columns.sendQueueBytes[of.sender] ?? 0,
    unreadBytes: scene.columns.receiveQueueBytes[of.reader] ?? 0,
  }
}

function draft(scene: Scene, stalls: readonly Stall[]): Draft {
  const [first] = stalls as [Stall, ...Stall[]]
  const longest = stalls.reduce((a, b) => (b.forMs > a.forMs ? b : a), first)
  return {
    cause: 'slow-reader',
    severity: 'warning',
    confidence: first.seenFrom === 'both-ends' ? 'certain' : 'likely',
    weight: 'proof',
    process: first.process,
    direction: first.direction,
    remote: stalls.every(({ remote }) => remote === first.remote) ? first.remote : null,
    localPort: first.localPort,
    rows: stalls.map((stall) => stall.row),
    connections: stalls.length,
    oldestMs: longest.forMs,
    summary: summary(scene, longest),
    evidence: evidence(longest, stalls.length),
    descriptorsPerMinute: null,
  }
}

function summary(scene: Scene, stall: Stall): string {
  const { name } = scene.process(stall.process)
  const since = formatDuration(stall.forMs)
  return stall.seenFrom === 'sender'
    ? `The peer ${stall.remote} does not read what ${name} sends: its window has been closed for ${since}, and ${name} waits.`
    : `${name} does not read what ${stall.remote} sends: its receive queue has been full for ${since}, and the sender waits.`
}

function evidence(stall: Stall, connections: number): string[] {
  const lines = [
    `${count(connections, 'connection stands', 'connections stand')} still, to ${stall.remote}, the longest for ${formatDuration(stall.forMs)}`,
  ]
  if (stall.unreadBytes > 0) lines.push(`${stall.unreadBytes} bytes have arrived and are not read`)
  if (stall.waitingBytes > 0)
    lines.push(
      `the sender holds back ${stall.waitingBytes} bytes and probes a zero window; nothing was acknowledged meanwhile`,
    )
  if (stall.seenFrom === 'sender')
    lines.push('the reader is on another host: run halfopen there to see which process it is')
  return lines
}
