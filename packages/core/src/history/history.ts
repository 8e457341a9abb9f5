import {
  type Group,
  type ConnectionTable,
  type Groups,
  groupConnections,
  processKey,
  type Snapshot,
} from '../connection/index.js'
import { formatEndpoint, isLoopback, TCP_STATES } from '../words/index.js'
import { GroupHistory } from './group-history.js'
import { Resets } from './resets.js'
import { Recent, Series } from './series.js'
import { silenceMs, Tracks } from './tracks.js'

/** The descriptors of a process over the looks. */
export class ProcessHistory {
  readonly used = new Series()
  readonly recent = new Recent<number>(60)
  lastSeenMs = 0
}

/** One look with all that earlier looks add to it. */
export interface Look {
  readonly snapshot: Snapshot
  readonly groups: Groups
  readonly tracks: Tracks
}

/** Groups that no look has seen for this long are forgotten. */
const FORGET_MS = 10 * 60_000
/** However many remotes a crawler talks to, no more groups than this are remembered. */
const MOST_GROUPS = 10_000

/** A connection that ends after this much silence may have ended on use. */
const IDLE_MS = 400

/** Follows every connection, group and process from look to look. */
export class History {
  look: Look | null = null
  looks = 0
  firstLookMs = 0
  readonly #groups = new Map<string, GroupHistory>()
  readonly #processes = new Map<string, ProcessHistory>()
  readonly #lockedSince = new Map<string, number>()
  readonly #fullSince = new Map<string, number>()
  readonly #resets = new Resets()
  /** Births of the present look by group. */
  #bornNow = new Map<string, number>()

  observe(snapshot: Snapshot): Look {
    const before = this.look
    const groups = groupConnections(snapshot)
    const previous = before === null ? null : { tracks: before.tracks, table: before.snapshot.connections }
    const tracks = Tracks.follow(snapshot.connections, snapshot.atMs, previous)
    const look = { snapshot, groups, tracks }
    if (before === null) this.firstLookMs = snapshot.atMs
    this.#noteGroups(look, before !== null)
    if (before !== null) this.#noteEndings(before, look)
    this.#noteProcesses(snapshot)
    this.#noteSince(this.#lockedSince, snapshot, lockedThreads(snapshot))
    this.#noteSince(this.#fullSince, snapshot, fullListeners(snapshot))
    this.#forget(snapshot.atMs)
    this.look = look
    this.looks++
    return look
  }

  group(key: string): GroupHistory | undefined {
    return this.#groups.get(key)
  }

  /** Groups of the past too: a connection that is gone may be what matters. */
  get groups(): ReadonlyMap<string, GroupHistory> {
    return this.#groups
  }

  process(key: string): ProcessHistory | undefined {
    return this.#processes.get(key)
  }

  /** How long this thread has been seen blocked in a lock, ms. */
  lockedForMs(pid: number, tid: number, nowMs: number): number {
    return nowMs - (this.#lockedSince.get(`${pid}/${tid}`) ?? nowMs)
  }

  /** How long this listener's accept queue has been at its limit in every look, ms. */
  fullForMs(listener: { namespace: number; cookie: number; port: number }, nowMs: number): number {
    return nowMs - (this.#fullSince.get(listenerKey(listener)) ?? nowMs)
  }

  #noteGroups({ snapshot, groups, tracks }: Look, countBirths: boolean): void {
    const { state, inode } = snapshot.connections.columns
    this.#bornNow = new Map()
    for (const group of groups.all) {
      const history = this.#groupHistory(group, snapshot)
      let open = 0
      for (const row of group.rows) {
        if (state[row] === TCP_STATES.ESTABLISHED || state[row] === TCP_STATES['CLOSE-WAIT']) open++
        const reuseGapMs = tracks.columns.reuseGapMs[row] ?? 0
        if (reuseGapMs > 0) history.reuseGaps.add(reuseGapMs)
        const born = countBirths && tracks.columns.previousRow[row] === -1 && inode[row] !== 0
        if (!born) continue
        history.born(snapshot.atMs)
        this.#bornNow.set(group.key, (this.#bornNow.get(group.key) ?? 0) + 1)
      }
      history.open.add(snapshot.atMs, open)
      history.lastSeenMs = snapshot.atMs
    }
  }

  #groupHistory(group: Group, snapshot: Snapshot): GroupHistory {
    const known = this.#groups.get(group.key)
    if (known !== undefined) return known
    const { rows: _, process, ...place } = group
    const owner = snapshot.processes[process]
    const history = new GroupHistory(snapshot.atMs, { processKey: owner ? processKey(owner) : '', group: place })
    this.#groups.set(group.key, history)
    return history
  }

  #noteEndings(before: Look, now: Look): void {
    this.#noteResets(before, now)
    for (const was of now.tracks.gone) this.#noteEnding(before, now, { was, row: -1 })
    const { state: stateWas } = before.snapshot.connections.columns
    const { previousRow } = now.tracks.columns
    const { state } = now.snapshot.connections.columns
    for (let row = 0; row < now.snapshot.connections.length; row++) {
      const was = previousRow[row] ?? -1
      if (was >= 0 && stateWas[was] !== state[row] && !isOpen(state[row])) this.#noteEnding(before, now, { was, row })
    }
  }

  #noteResets(before: Look, now: Look): void {
    const old = before.snapshot.connections
    const { namespace, state } = old.columns
    const idle = now.tracks.gone.filter((was) => isOpen(state[was]) && silenceMs(old, was) >= IDLE_MS)
    this.#resets.observe(before.snapshot, now.snapshot)
    this.#resets.settle(new Set(idle.map((was) => namespace[was] ?? 0)))
  }

  #noteEnding(before: Look, now: Look, { was, row }: { was: number; row: number }): void {
    const old = before.snapshot.connections
    const group = before.groups.groupOf(was)
    if (group === undefined) return
    if (row < 0 && isUnansweredSyn(before, was)) this.#noteFailedConnect(before, now, { was, group })
    if (!isOpen(old.columns.state[was])) return
    const state = row < 0 ? undefined : now.snapshot.connections.columns.state[row]
    this.#groupHistory(group, before.snapshot).ended({
      atMs: now.snapshot.atMs,
      silenceMs: silenceMs(old, was),
      gapMs: now.snapshot.atMs - before.snapshot.atMs,
      by: state !== undefined && state !== TCP_STATES['LAST-ACK'] ? 'this-side' : 'peer',
      sawCloseWait: old.columns.state[was] === TCP_STATES['CLOSE-WAIT'],
      mayBeTls: mayBeTls(old, was),
      retransmits: old.columns.retransmits[was] ?? 0,
      usedTooLate: this.#resets.usedTooLate(group.namespace, serverOf(old, was)),
      births: this.#bornNow.get(group.key) ?? 0,
      peer: formatEndpoint(old.remoteAddress(was), old.columns.remotePort[was] ?? 0),
    })
  }

  #noteFailedConnect(before: Look, now: Look, { was, group }: { was: number; group: Group }): void {
    const retries = before.snapshot.connections.columns.timerRetries[was] ?? 0
    this.#groupHistory(group, before.snapshot).failedConnects.add({ atMs: now.snapshot.atMs, retries })
  }

  #noteProcesses(snapshot: Snapshot): void {
    for (const process of snapshot.processes) {
      if (process.descriptors === null) continue
      const key = processKey(process)
      const history = this.#processes.get(key) ?? new ProcessHistory()
      this.#processes.set(key, history)
      history.used.add(snapshot.atMs, process.descriptors.used)
      history.recent.add(process.descriptors.used)
      history.lastSeenMs = snapshot.atMs
    }
  }

  /** Keeps for each key the time since when it has been there without a break. */
  #noteSince(since: Map<string, number>, snapshot: Snapshot, present: ReadonlySet<string>): void {
    for (const key of since.keys()) if (!present.has(key)) since.delete(key)
    for (const key of present) if (!since.has(key)) since.set(key, snapshot.atMs)
  }

  /** Too many groups: those that are gone go first, then the oldest. */
  #makeRoom(nowMs: number): void {
    for (const onlyGone of [true, false]) {
      for (const [key, history] of this.#groups) {
        if (this.#groups.size <= MOST_GROUPS) return
        if (!onlyGone || history.lastSeenMs < nowMs) this.#groups.delete(key)
      }
    }
  }

  #forget(nowMs: number): void {
    for (const map of [this.#groups, this.#processes]) {
      for (const [key, history] of map) if (nowMs - history.lastSeenMs > FORGET_MS) map.delete(key)
    }
    this.#makeRoom(nowMs)
  }
}

function isOpen(state: number | undefined): boolean {
  return state === TCP_STATES.ESTABLISHED || state === TCP_STATES['CLOSE-WAIT']
}

/** A ClientHello with its Finished is 450 bytes or more, certificates 1,000 or more. */
function mayBeTls({ columns: c }: ConnectionTable, row: number): boolean {
  return (c.dataSegmentsOut[row] ?? 0) >= 2 && ((c.bytesAcked[row] ?? 0) >= 450 || (c.bytesReceived[row] ?? 0) >= 1000)
}

/** On loopback, and from an address to itself, both ends are counted in one namespace. */
function serverOf(table: ConnectionTable, row: number): 'here' | 'elsewhere' {
  const remote = table.remoteAddress(row)
  const same = table.localAddress(row).every((word, i) => word === remote[i])
  return same || isLoopback(remote) ? 'here' : 'elsewhere'
}

/** A SYN that was given up: sent again, or waited for longer than any round trip. Refused ones end at once. */
function isUnansweredSyn({ snapshot, tracks }: Look, row: number): boolean {
  const { state, timerRetries } = snapshot.connections.columns
  if (state[row] !== TCP_STATES['SYN-SENT']) return false
  const seenForMs = snapshot.atMs - (tracks.columns.firstSeenMs[row] ?? snapshot.atMs)
  return (timerRetries[row] ?? 0) >= 1 || seenForMs >= LONGEST_ROUND_TRIP_MS
}

/** A round trip by satellite takes 600 ms. */
const LONGEST_ROUND_TRIP_MS = 700

function lockedThreads(snapshot: Snapshot): ReadonlySet<string> {
  return new Set(snapshot.waits.filter((wait) => wait.on === 'lock').map((wait) => `${wait.pid}/${wait.tid}`))
}

function fullListeners(snapshot: Snapshot): ReadonlySet<string> {
  const full = snapshot.listeners.filter((l) => l.acceptQueue > 0 && l.acceptQueue >= l.backlogMax)
  return new Set(full.map(listenerKey))
}

function listenerKey(listener: { namespace: number; cookie: number; port: number }): string {
  return `${listener.namespace}/${listener.cookie}/${listener.port}`
}
