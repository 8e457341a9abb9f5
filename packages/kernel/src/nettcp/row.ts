import { type AddressWords, stateName, TCP_STATES, TIMERS, timerName } from '@halfopen/core'
import { clearInfo, type SocketSink, swapped } from '../sockets/index.js'
import type { Cursor } from './cursor.js'

/** Times are in USER_HZ, which is 100 everywhere (jiffies_delta_to_clock_t). */
const MS_PER_TICK = 10

/** What a table is read for. */
export interface TableRequest {
  /** Bit mask of the states to keep. */
  readonly mask: number
  /** The file does not show a backlog: the most that any can be. */
  readonly backlogMax: number
  /** 1 in tcp, 4 in tcp6. */
  readonly addressWords: 1 | 4
}

/** One line, read into fields that are used again for the next one. */
const line = {
  local: [0, 0, 0xffff, 0] as [number, number, number, number],
  remote: [0, 0, 0xffff, 0] as [number, number, number, number],
  localPort: 0,
  remotePort: 0,
  state: 0,
  sendQueue: 0,
  receiveQueue: 0,
  timer: 0,
  expiresTicks: 0,
  retransmits: 0,
  uid: 0,
  probes: 0,
  inode: 0,
}

/**
 * One socket of /proc/net/tcp, at which the cursor stands (get_tcp4_sock in net/ipv4/tcp_ipv4.c;
 * Documentation/networking/proc_net_tcp.rst). The fault, or undefined.
 */
export function addLine(cursor: Cursor, request: TableRequest, sink: SocketSink): string | undefined {
  readLine(cursor, request.addressWords)
  if (cursor.broken) return 'a line that is no socket'
  if (stateName(line.state) === undefined) return `TCP state ${line.state}`
  if (timerName(line.timer) === undefined) return `timer ${line.timer}`
  if (((request.mask >>> line.state) & 1) === 0) return undefined
  if (line.state === TCP_STATES.LISTEN) addListener(sink, request)
  else addConnection(sink)
  return undefined
}

function readLine(cursor: Cursor, addressWords: 1 | 4): void {
  cursor.spaces()
  cursor.decimal()
  cursor.colon()
  cursor.spaces()
  line.localPort = readEndpoint(cursor, line.local, addressWords)
  cursor.spaces()
  line.remotePort = readEndpoint(cursor, line.remote, addressWords)
  cursor.spaces()
  line.state = cursor.hex(2)
  cursor.spaces()
  line.sendQueue = cursor.hex(8)
  cursor.colon()
  line.receiveQueue = cursor.hex(8)
  cursor.spaces()
  line.timer = cursor.hex(2)
  cursor.colon()
  line.expiresTicks = cursor.hex(8)
  cursor.spaces()
  line.retransmits = cursor.hex(8)
  cursor.spaces()
  line.uid = cursor.decimal()
  cursor.spaces()
  line.probes = cursor.decimal()
  cursor.spaces()
  line.inode = cursor.decimal()
}

/** The address into `words`; the port. Words are printed as the machine holds them, little-endian. */
function readEndpoint(cursor: Cursor, words: [number, number, number, number], addressWords: 1 | 4): number {
  words[0] = addressWords === 4 ? swapped(cursor.hex(8)) : 0
  words[1] = addressWords === 4 ? swapped(cursor.hex(8)) : 0
  words[2] = addressWords === 4 ? swapped(cursor.hex(8)) : 0xffff
  words[3] = swapped(cursor.hex(8))
  cursor.colon()
  return cursor.hex(4)
}

function addListener(sink: SocketSink, { backlogMax }: TableRequest): void {
  const address: AddressWords = [...line.local]
  sink.listeners.push({
    namespace: sink.namespace,
    address,
    port: line.localPort,
    cookie: 0,
    inode: line.inode,
    acceptQueue: line.receiveQueue,
    backlogMax,
  })
}

function addConnection(sink: SocketSink): void {
  const { table } = sink
  table.reserve(table.length + 1)
  const row = table.length++
  const c = table.columns
  c.namespace[row] = sink.namespace
  c.state[row] = line.state
  c.timer[row] = line.timer
  // As idiag_retrans: retransmissions, or unanswered probes for the timers that count those.
  c.timerRetries[row] = line.timer === TIMERS.retransmit ? line.retransmits : line.probes
  c.timerExpiresMs[row] = line.expiresTicks * MS_PER_TICK
  c.local.set(line.local, row * 4)
  c.remote.set(line.remote, row * 4)
  c.localPort[row] = line.localPort
  c.remotePort[row] = line.remotePort
  c.cookie[row] = 0
  c.inode[row] = line.inode
  c.uid[row] = line.uid
  c.receiveQueueBytes[row] = line.receiveQueue
  c.sendQueueBytes[row] = line.sendQueue
  c.owner[row] = -1
  clearInfo(c, row)
}
