import type { Stats } from 'node:fs'
import { HalfopenError } from '@halfopen/core'
import {
  namesIn,
  parseDescriptorLimit,
  parseStat,
  type ProcessStat,
  readAscii,
  readLink,
  statOf,
  textOf,
} from '../proc/index.js'
import { ProgramReader } from './program.js'
import { ProcessRecord } from './record.js'
import { Slots } from './slots.js'

/** A program changes with exec, a limit with prlimit, a namespace with unshare: all rare. */
const LOOKS_BETWEEN_READS = 30
/** A process is forked first and becomes its program then: a young one is read again. */
const YOUNG_LOOKS = 2
/** Above this share of the limit it matters whether somebody raised it. */
const PRESSED = 0.7
/** Kernel threads hold no sockets, and are often most of what /proc lists: they are looked after now and then. */
const KERNEL_THREAD_LOOKS = 8
const NAME_CHARACTERS = 64

/** All processes of the host, followed from look to look. */
export class ProcessTable {
  readonly #root: string
  readonly #programs = new ProgramReader()
  readonly #byPid = new Map<number, ProcessRecord>()
  readonly #slots = new Slots<ProcessRecord>()
  /** Processes that we may not even see (mount option hidepid). */
  hidden = 0
  #look = 0

  constructor(root: string) {
    this.#root = root
  }

  get records(): IterableIterator<ProcessRecord> {
    return this.#byPid.values()
  }

  byPid(pid: number): ProcessRecord | undefined {
    return this.#byPid.get(pid)
  }

  /** The process in a slot; undefined for none and for one that ended. */
  inSlot(slot: number): ProcessRecord | undefined {
    return this.#slots.at(slot)
  }

  directory(record: ProcessRecord): string {
    return `${this.#root}/${record.pid}`
  }

  /**
   * Brings the table up to date. Cost: one stat(2) for each process in which nothing moves.
   * @throws HalfopenError HO_PROC_READ, HO_NO_PROC
   */
  refresh(): void {
    this.#look++
    this.hidden = 0
    const names = namesIn(this.#root)
    if (typeof names === 'string') throw new HalfopenError('HO_NO_PROC', `${this.#root} is ${names}`)
    for (const name of names) {
      const first = name.charCodeAt(0)
      if (first >= 0x31 && first <= 0x39) this.#visit(Number(name))
    }
    for (const record of this.#byPid.values()) {
      if (record.seenAt !== this.#look) this.#bury(record)
    }
  }

  /** The look succeeded: nobody remembers the processes that ended any more. */
  forgetDead(): void {
    this.#slots.recycle()
  }

  #visit(pid: number): void {
    const known = this.#byPid.get(pid)
    if (known?.kernelThread === true && this.#look % KERNEL_THREAD_LOOKS !== 0) {
      known.seenAt = this.#look
      return
    }
    const stat = statOf(`${this.#root}/${pid}/fd`)
    if (stat === 'denied') this.hidden++
    if (typeof stat === 'string') return
    if (known !== undefined && known.identity === stat.ino) {
      this.#follow(known, stat)
      return
    }
    if (known !== undefined) this.#bury(known)
    this.#welcome(pid, stat)
  }

  #welcome(pid: number, stat: Stats): void {
    const record = new ProcessRecord(pid, stat.ino, this.#slots.next, this.#look)
    const facts = this.#statOf(record)
    // It ended since it was listed.
    if (facts === null) return
    this.#slots.occupy(record)
    this.#byPid.set(pid, record)
    record.seenAt = this.#look
    record.kernelThread = facts.kernelThread
    if (!facts.kernelThread) this.#read(record, facts, stat)
  }

  #bury(record: ProcessRecord): void {
    record.alive = false
    this.#byPid.delete(record.pid)
    this.#slots.empty(record.slot)
  }

  #follow(record: ProcessRecord, stat: Stats): void {
    record.seenAt = this.#look
    if (record.kernelThread) return
    const used = this.#used(record, stat)
    const counted = used !== record.used
    record.recounted ||= counted
    const due = this.#isDue(record)
    if (!counted && !due) return
    const facts = this.#statOf(record)
    if (facts !== null && (due || facts.comm !== record.comm)) this.#read(record, facts, stat)
    else if (counted) this.#recount(record, used)
  }

  /** By pid, so that not all fall due in one look. */
  #isDue({ pid, firstSeenAt }: ProcessRecord): boolean {
    return this.#look - firstSeenAt <= YOUNG_LOOKS || (this.#look + pid) % LOOKS_BETWEEN_READS === 0
  }

  #statOf(record: ProcessRecord): ProcessStat | null {
    return parseStat(readAscii(`${this.directory(record)}/stat`) ?? '')
  }

  #read(record: ProcessRecord, facts: ProcessStat, stat: Stats): void {
    const directory = this.directory(record)
    // Another user, other rights: a server that gave up root may be readable now.
    if (record.uid !== stat.uid) record.denied = false
    record.uid = stat.uid
    record.comm = facts.comm
    record.namespace = namespaceId(directory)
    record.limit = parseDescriptorLimit(readAscii(`${directory}/limits`) ?? '')
    record.used = this.#used(record, stat)
    record.process = {
      pid: record.pid,
      parentPid: facts.parentPid,
      startTicks: facts.startTicks,
      ...this.#programs.read(directory, textOf(Buffer.from(facts.comm, 'latin1'), NAME_CHARACTERS)),
      descriptors: descriptorsOf(record),
    }
  }

  /** Only the number of descriptors changed. */
  #recount(record: ProcessRecord, used: number | null): void {
    record.used = used
    if (used !== null && record.limit !== null && used > record.limit * PRESSED) {
      record.limit = parseDescriptorLimit(readAscii(`${this.directory(record)}/limits`) ?? '') ?? record.limit
    }
    record.process = { ...record.process, descriptors: descriptorsOf(record) }
  }

  /** Linux 6.2 and later give the number as the size of the directory; before, it must be listed. */
  #used(record: ProcessRecord, stat: Stats): number | null {
    if (stat.size > 0) return stat.size
    if (record.denied) return null
    const names = namesIn(`${this.directory(record)}/fd`)
    record.denied = names === 'denied'
    return typeof names === 'string' ? null : names.length
  }
}

function descriptorsOf({ used, limit }: ProcessRecord): { used: number; limit: number } | null {
  return used === null || limit === null ? null : { used, limit }
}

/** Of `net:[4026531840]` the number; null where we may not read it. */
function namespaceId(directory: string): number | null {
  const link = readLink(`${directory}/ns/net`)
  if (typeof link === 'string') return null
  const match = /^net:\[(\d+)\]$/.exec(Buffer.from(link).toString('latin1'))
  return match === null ? null : Number(match[1])
}
