import { formatEndpoint } from '../words/index.js'
import { type Direction, Directions } from './direction.js'
import { processKey } from './process.js'
import type { Snapshot } from './snapshot.js'
import type { ConnectionTable } from './table.js'

/** The connections of one process in one direction to one remote. */
export interface Group {
  /** Stable while the process lives. */
  readonly key: string
  /** Index into Snapshot.processes. */
  readonly process: number
  readonly namespace: number
  readonly direction: Direction
  /** Outbound: `address:port`. Inbound: null. */
  readonly remote: string | null
  /** Outbound: port of the remote. Inbound: null. */
  readonly remotePort: number | null
  /** Inbound: the local port. Outbound: null. */
  readonly localPort: number | null
  /** Rows of the snapshot's table. Inbound groups hold connections without an owner too: not yet accepted, or closed. */
  readonly rows: number[]
}

export interface Groups {
  readonly all: readonly Group[]
  readonly byKey: ReadonlyMap<string, Group>
  /** Group of each row, or undefined where no process can be named. */
  groupOf(row: number): Group | undefined
  readonly directions: Directions
}

export function groupConnections(snapshot: Snapshot): Groups {
  const directions = new Directions(snapshot)
  const byId = new Map<string, Group>()
  const table = snapshot.connections
  const ofRow = new Array<Group | undefined>(table.length)
  const keys = snapshot.processes.map(processKey)
  const endpoints = new EndpointIds(table)
  const byNumbers = new Map<number, Group>()
  for (let row = 0; row < table.length; row++) {
    const direction = directions.of(row)
    const process = ownerOf(snapshot, directions, direction, row)
    if (process < 0) continue
    const endpoint = direction === 'inbound' ? endpoints.local(row) : endpoints.remote(row)
    const id = process * 2 ** 32 + endpoint
    let group = byNumbers.get(id)
    if (group === undefined) {
      group = makeGroup(table, row, { direction, process, processKey: keys[process] ?? '' })
      byNumbers.set(id, group)
      byId.set(group.key, group)
    }
    group.rows.push(row)
    ofRow[row] = group
  }
  return { all: [...byId.values()], byKey: byId, groupOf: (row) => ofRow[row], directions }
}

/** An inbound connection without an owner belongs to whoever listens: it is not accepted yet, or closed already. */
function ownerOf(snapshot: Snapshot, directions: Directions, direction: Direction, row: number): number {
  const owner = snapshot.connections.columns.owner[row] ?? -1
  if (owner >= 0 || direction === 'outbound') return owner
  return directions.listenerOf(row)?.owners[0] ?? -1
}

function makeGroup(
  table: ConnectionTable,
  row: number,
  of: { direction: Direction; process: number; processKey: string },
): Group {
  const c = table.columns
  const namespace = c.namespace[row] ?? 0
  const inbound = of.direction === 'inbound'
  const remote = inbound ? null : formatEndpoint(table.remoteAddress(row), c.remotePort[row] ?? 0)
  const localPort = inbound ? (c.localPort[row] ?? 0) : null
  return {
    key: `${of.processKey}|${inbound ? 'in' : 'out'}|${remote ?? localPort}|${namespace}`,
    process: of.process,
    namespace,
    direction: of.direction,
    remote,
    remotePort: inbound ? null : (c.remotePort[row] ?? 0),
    localPort,
    rows: [],
  }
}

/** Small numbers for endpoints, so that grouping 100,000 rows makes no strings. */
class EndpointIds {
  readonly #table: ConnectionTable
  readonly #ids = new Map<number | string, number>()

  constructor(table: ConnectionTable) {
    this.#table = table
  }

  local(row: number): number {
    const c = this.#table.columns
    return this.#id(-(1 + (c.namespace[row] ?? 0) * 65_536 + (c.localPort[row] ?? 0)))
  }

  remote(row: number): number {
    const { remote, remotePort, namespace } = this.#table.columns
    const at = row * 4
    const port = (namespace[row] ?? 0) * 65_536 + (remotePort[row] ?? 0)
    const mapped = remote[at] === 0 && remote[at + 1] === 0 && remote[at + 2] === 0xffff
    if (mapped && port < 2 ** 20) return this.#id((remote[at + 3] ?? 0) * 2 ** 20 + port)
    return this.#id(`${remote[at]} ${remote[at + 1]} ${remote[at + 2]} ${remote[at + 3]} ${port}`)
  }

  #id(key: number | string): number {
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    this.#ids.set(key, this.#ids.size)
    return this.#ids.size - 1
  }
}
