import {
  type Columns,
  ConnectionTable,
  type Listener,
  type NamespaceCounters,
  type Process,
  type Snapshot,
  type Wait,
} from '../connection/index.js'
import { type AddressWords, ipv4Words, TCP_STATES, type TcpState, type Timer, TIMERS } from '../words/index.js'

/** A connection as a test writes it: what is left out is idle, empty and on loopback. */
export interface FakeConnection {
  pid: number | null
  state?: TcpState
  timer?: Timer
  timerRetries?: number
  timerExpiresMs?: number
  local?: string
  remote?: string
  cookie?: number
  rqueue?: number
  wqueue?: number
  sentMs?: number
  receivedMs?: number
  ackMs?: number
  retransmits?: number
  unacked?: number
  segmentsOut?: number
  segmentsIn?: number
  bytesAcked?: number
  bytesReceived?: number
  namespace?: number
  hasInfo?: boolean
}

/** A host whose looks a test writes by hand. */
export class FakeHost {
  processes: Process[] = []
  connections: FakeConnection[] = []
  listeners: (Omit<Listener, 'namespace' | 'cookie' | 'inode' | 'address' | 'owners'> & { pids: number[] })[] = []
  waits: Wait[] = []
  counters: NamespaceCounters = { estabResets: 0, abortOnData: 0, abortOnLinger: 0, listenOverflows: 0 }

  process(pid: number, facts: Partial<Process> = {}): this {
    this.processes.push({
      pid,
      parentPid: 1,
      startTicks: 100,
      name: `program${pid}`,
      exe: `/usr/bin/program${pid}`,
      cmdline: `program${pid}`,
      runtime: 'unknown',
      container: null,
      descriptors: { used: 20, limit: 1024 },
      ...facts,
    })
    return this
  }

  look(atMs: number): Snapshot {
    const table = new ConnectionTable(1)
    table.reserve(this.connections.length)
    for (const [row, connection] of this.connections.entries()) this.#fill(table, row, connection)
    table.length = this.connections.length
    return {
      atMs,
      scanMs: 1,
      source: 'netlink',
      namespaces: [0, 1, 2].map((id) => ({
        id: 4_026_531_840 + id,
        counters: { ...this.counters },
        ephemeralPorts: [32_768, 60_999] as const,
      })),
      processes: this.processes,
      connections: table,
      listeners: this.listeners.map(({ pids, ...listener }) => ({
        ...listener,
        namespace: 0,
        address: ipv4Words(0),
        cookie: listener.port,
        inode: listener.port,
        owners: pids.map((pid) => this.#index(pid)),
      })),
      waits: this.waits,
      limits: [],
    }
  }

  #index(pid: number | null): number {
    return this.processes.findIndex((process) => process.pid === pid)
  }

  #fill(table: ConnectionTable, row: number, of: FakeConnection): void {
    const c = table.columns
    const [local, localPort] = parse(of.local ?? `127.0.0.1:${40_000 + row}`)
    const [remote, remotePort] = parse(of.remote ?? '127.0.0.1:80')
    c.local.set(local, row * 4)
    c.remote.set(remote, row * 4)
    const sentMs = of.sentMs ?? 20_000
    set(c, row, {
      namespace: of.namespace ?? 0,
      localPort,
      remotePort,
      state: TCP_STATES[of.state ?? 'ESTABLISHED'],
      timer: TIMERS[of.timer ?? 'none'],
      timerRetries: of.timerRetries ?? 0,
      timerExpiresMs: of.timerExpiresMs ?? 0,
      cookie: of.cookie ?? row + 1,
      inode: of.pid === null ? 0 : 1000 + (of.cookie ?? row),
      owner: this.#index(of.pid),
      receiveQueueBytes: of.rqueue ?? 0,
      sendQueueBytes: of.wqueue ?? 0,
      hasInfo: of.hasInfo === false ? 0 : 1,
      lastDataSentMs: sentMs,
      lastDataReceivedMs: of.receivedMs ?? sentMs,
      lastAckReceivedMs: of.ackMs ?? of.receivedMs ?? sentMs,
      retransmits: of.retransmits ?? 0,
      unackedSegments: of.unacked ?? 0,
      rttUs: 50,
      dataSegmentsOut: of.segmentsOut ?? 1,
      dataSegmentsIn: of.segmentsIn ?? 1,
      bytesAcked: of.bytesAcked ?? 100,
      bytesReceived: of.bytesReceived ?? 200,
    })
  }
}

function set(columns: Columns, row: number, values: Partial<Record<keyof Columns, number>>): void {
  for (const [name, value] of Object.entries(values)) columns[name as keyof Columns][row] = value
}

function parse(endpoint: string): [AddressWords, number] {
  const [address = '', port = '0'] = endpoint.split(':')
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  return [ipv4Words(((a << 24) | (b << 16) | (c << 8) | d) >>> 0), Number(port)]
}
