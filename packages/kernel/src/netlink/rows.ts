import { type AddressWords, type Columns, ipv4Words } from '@halfopen/core'
import { clearInfo, type SocketSink, swapped, wide, word } from '../sockets/index.js'
import { NO_INFO, payloadBytes } from './attributes.js'
import type { Datagram } from './datagram.js'
import { writeInfo } from './info.js'
import {
  AF_INET,
  COOKIE_WORD,
  EXPIRES_WORD,
  INFO_BYTES_LEAST,
  INODE_WORD,
  KIND_WORD,
  LOCAL_WORD,
  PORTS_WORD,
  RECEIVE_QUEUE_WORD,
  REMOTE_WORD,
  SEND_QUEUE_WORD,
  UID_WORD,
} from './layout.js'

/** `message` is the word at which the netlink header starts, `info` the byte at which the attribute starts. */
export function addConnection(sink: SocketSink, datagram: Datagram, message: number, info: number): void {
  const row = sink.table.length++
  const c = sink.table.columns
  c.namespace[row] = sink.namespace
  c.owner[row] = -1
  writeSocket(c, row, datagram.words, message)
  if (info === NO_INFO || payloadBytes(datagram, info) < INFO_BYTES_LEAST) clearInfo(c, row)
  else writeInfo(c, row, datagram, info)
}

/** struct inet_diag_msg. */
function writeSocket(c: Columns, row: number, words: Uint32Array, message: number): void {
  const kind = word(words, message + KIND_WORD)
  const ports = word(words, message + PORTS_WORD)
  c.state[row] = (kind >>> 8) & 0xff
  c.timer[row] = (kind >>> 16) & 0xff
  c.timerRetries[row] = kind >>> 24
  c.timerExpiresMs[row] = word(words, message + EXPIRES_WORD)
  c.localPort[row] = localPort(ports)
  c.remotePort[row] = remotePort(ports)
  const copy = (kind & 0xff) === AF_INET ? copyIpv4 : copyIpv6
  copy(c.local, row * 4, words, message + LOCAL_WORD)
  copy(c.remote, row * 4, words, message + REMOTE_WORD)
  c.cookie[row] = wide(words, message + COOKIE_WORD)
  c.receiveQueueBytes[row] = word(words, message + RECEIVE_QUEUE_WORD)
  c.sendQueueBytes[row] = word(words, message + SEND_QUEUE_WORD)
  c.uid[row] = word(words, message + UID_WORD)
  c.inode[row] = word(words, message + INODE_WORD)
}

/** A LISTEN socket's queues count connections (tcp_diag_get_info in net/ipv4/tcp_diag.c). */
export function addListener(sink: SocketSink, { words }: Datagram, message: number): void {
  sink.listeners.push({
    namespace: sink.namespace,
    address: addressAt(words, message + LOCAL_WORD, word(words, message + KIND_WORD) & 0xff),
    port: localPort(word(words, message + PORTS_WORD)),
    cookie: wide(words, message + COOKIE_WORD),
    inode: word(words, message + INODE_WORD),
    acceptQueue: word(words, message + RECEIVE_QUEUE_WORD),
    backlogMax: word(words, message + SEND_QUEUE_WORD),
  })
}

/** Two big-endian ports in one little-endian word, the local one first. */
const localPort = (ports: number): number => ((ports & 0xff) << 8) | ((ports >>> 8) & 0xff)
const remotePort = (ports: number): number => ((ports >>> 8) & 0xff00) | (ports >>> 24)

/** IPv4 becomes `::ffff:a.b.c.d`, which is how the kernel gives a mapped address anyway. */
function copyIpv4(column: Uint32Array, to: number, words: Uint32Array, at: number): void {
  column[to] = 0
  column[to + 1] = 0
  column[to + 2] = 0xffff
  column[to + 3] = swapped(word(words, at))
}

function copyIpv6(column: Uint32Array, to: number, words: Uint32Array, at: number): void {
  for (let i = 0; i < 4; i++) column[to + i] = swapped(word(words, at + i))
}

function addressAt(words: Uint32Array, at: number, family: number): AddressWords {
  if (family === AF_INET) return ipv4Words(swapped(word(words, at)))
  const part = (i: number) => swapped(word(words, at + i))
  return [part(0), part(1), part(2), part(3)]
}
