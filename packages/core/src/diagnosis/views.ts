import { type Group, type Process, processKey } from '../connection/index.js'
import { type History, type Look, silenceMs } from '../history/index.js'
import { stateName, type TcpState } from '../words/index.js'

/** Connections by state; states without a connection are absent. */
export type StateCounts = Readonly<Partial<Record<TcpState, number>>>

/** A group for display: the connections of one process in one direction to one remote. */
export interface GroupView {
  readonly key: string
  readonly direction: 'inbound' | 'outbound'
  /** Outbound: `address:port` of the remote. Inbound: null. */
  readonly remote: string | null
  /** Inbound: the port that the process listens on. Outbound: null. */
  readonly localPort: number | null
  readonly connections: number
  readonly states: StateCounts
  /** Longest time a connection of the group has been silent in both directions, ms; null where the source cannot tell. */
  readonly oldestSilenceMs: number | null
}

/** A process for display. */
export interface ProcessView {
  /** Stable while the process lives: pid and start time. */
  readonly key: string
  readonly process: Process
  readonly connections: number
  readonly states: StateCounts
  readonly groups: readonly GroupView[]
  readonly listeningOn: readonly number[]
  /** Descriptors in use at the last looks, oldest first, at most 60. */
  readonly descriptorHistory: readonly number[]
}

/** Every process that holds connections or listeners, those with most connections first. */
export function processViews(look: Look, history: History): readonly ProcessView[] {
  const groupsOf = new Map<number, GroupView[]>()
  for (const group of look.groups.all) {
    const views = groupsOf.get(group.process) ?? []
    views.push(groupView(look, group))
    groupsOf.set(group.process, views)
  }
  const portsOf = listeningPorts(look)
  const views: ProcessView[] = []
  for (const [index, process] of look.snapshot.processes.entries()) {
    const groups = groupsOf.get(index) ?? []
    const listeningOn = portsOf.get(index) ?? []
    if (groups.length > 0 || listeningOn.length > 0) views.push(processView(process, { groups, listeningOn, history }))
  }
  return views.sort((a, b) => b.connections - a.connections || a.process.pid - b.process.pid)
}

function processView(
  process: Process,
  of: { groups: GroupView[]; listeningOn: readonly number[]; history: History },
): ProcessView {
  const key = processKey(process)
  return {
    key,
    process,
    connections: of.groups.reduce((sum, group) => sum + group.connections, 0),
    states: sumStates(of.groups),
    groups: of.groups.sort((a, b) => b.connections - a.connections),
    listeningOn: of.listeningOn,
    descriptorHistory: of.history.process(key)?.recent.values ?? [],
  }
}

function groupView(look: Look, group: Group): GroupView {
  const table = look.snapshot.connections
  const states: Partial<Record<TcpState, number>> = {}
  let oldest: number | null = null
  for (const row of group.rows) {
    const name = stateName(table.columns.state[row] ?? 0)
    if (name !== undefined) states[name] = (states[name] ?? 0) + 1
    if (table.columns.hasInfo[row] === 1) oldest = Math.max(oldest ?? 0, silenceMs(table, row))
  }
  const { key, direction, remote, localPort } = group
  return { key, direction, remote, localPort, connections: group.rows.length, states, oldestSilenceMs: oldest }
}

function sumStates(groups: readonly GroupView[]): StateCounts {
  const sum: Partial<Record<TcpState, number>> = {}
  for (const { states } of groups) {
    for (const [name, n] of Object.entries(states)) sum[name as TcpState] = (sum[name as TcpState] ?? 0) + n
  }
  return sum
}

function listeningPorts(look: Look): ReadonlyMap<number, readonly number[]> {
  const ports = new Map<number, Set<number>>()
  for (const listener of look.snapshot.listeners) {
    for (const owner of listener.owners) {
      const known = ports.get(owner) ?? new Set()
      ports.set(owner, known.add(listener.port))
    }
  }
  return new Map([...ports].map(([owner, set]) => [owner, [...set].sort((a, b) => a - b)]))
}
