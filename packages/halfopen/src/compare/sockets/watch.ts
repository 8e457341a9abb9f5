import type { ConnectionFacts } from '../facts/index.js'
import { descriptorCount, socketsOf } from './descriptors.js'
import type { SocketReader } from './reading.js'
import { Track } from './track.js'
import type { ProcessTree } from '../../processes/index.js'

/** Listing threads and their children costs more than listing descriptors, and processes come more seldom. */
const TREE_EACH_MS = 3

/** Follows the TCP connections of one client: those of its process and of all its descendants. */
export class SocketWatch {
  readonly #tree: ProcessTree
  readonly #reader: SocketReader
  readonly #startMs: number
  readonly #tracks = new Map<number, Track>()
  readonly #listening = new Set<number>()
  readonly #counts = new Map<number, number>()
  #treeAtMs = Number.NEGATIVE_INFINITY
  #denied = 0

  /** `startMs`: when the client started, on the clock of `look`. */
  constructor(tree: ProcessTree, reader: SocketReader, startMs: number) {
    this.#tree = tree
    this.#reader = reader
    this.#startMs = startMs
  }

  /** Whether descriptors of a process of the client could not be listed. */
  get denied(): boolean {
    return this.#denied > 0
  }

  /** Outbound only: what the client itself serves is not its connection to the target. */
  get tracks(): readonly Track[] {
    return [...this.#tracks.values()].filter(({ last }) => !this.#listening.has(last.localPort))
  }

  get open(): readonly Track[] {
    return this.tracks.filter((track) => track.isOpen)
  }

  /** Whether some process has more or fewer descriptors than when it was looked at: a hundredth of a look's cost. */
  glance(): boolean {
    return this.#tree.pids.some((pid) => descriptorCount(pid) !== this.#counts.get(pid))
  }

  /** True when something happened since the last look: a connection came or went, or carried data. */
  look(nowMs: number): boolean {
    if (nowMs >= this.#treeAtMs + TREE_EACH_MS) {
      this.#tree.refresh()
      this.#treeAtMs = nowMs
    }
    const atMs = nowMs - this.#startMs
    const held = new Set<number>()
    let happened = false
    for (const pid of this.#tree.pids) {
      if (this.#lookAt(pid, atMs, held)) happened = true
    }
    for (const track of this.#tracks.values()) {
      if (!track.isOpen || held.has(track.inode)) continue
      track.close(atMs)
      happened = true
    }
    return happened
  }

  facts(): readonly ConnectionFacts[] {
    return this.tracks.map((track) => track.facts())
  }

  #lookAt(pid: number, atMs: number, held: Set<number>): boolean {
    this.#counts.set(pid, descriptorCount(pid))
    const sockets = socketsOf(pid)
    if (sockets === 'denied') {
      this.#denied++
      return false
    }
    let happened = false
    for (const socket of sockets) {
      if (held.has(socket.inode)) continue
      held.add(socket.inode)
      if (this.#read(socket, atMs)) happened = true
    }
    return happened
  }

  #read(socket: { pid: number; fd: number; inode: number }, atMs: number): boolean {
    const reading = this.#reader.read(socket)
    if (reading === undefined) return false
    if (reading.state === 'LISTEN') {
      this.#listening.add(reading.localPort)
      return false
    }
    const track = this.#tracks.get(socket.inode)
    if (track !== undefined) return track.add(atMs, reading)
    // Made, but not connected to anything yet.
    if (reading.remote === '') return false
    this.#tracks.set(socket.inode, new Track(socket.inode, socket.pid, { atMs, reading }))
    return true
  }
}
