import { arch } from 'node:os'
import type { Wait } from '@halfopen/core'
import type { DescriptorReader } from '../descriptors/index.js'
import { namesIn, readBytes } from '../proc/index.js'
import { type Call, callsOf } from './calls.js'
import { polledDescriptors } from './memory.js'
import { type Blocked, parseSyscall } from './syscall.js'

const MOST_PROCESSES = 50
const MOST_THREADS = 256
const SYSCALL_BYTES = 256

export interface Waits {
  readonly waits: readonly Wait[]
  /** Processes whose threads may not be read. */
  readonly denied: number
}

/** Reads in what the threads of some processes are blocked. Bounded: 50 processes, 256 threads of each. */
export class WaitReader {
  readonly #root: string
  readonly #reader: DescriptorReader
  readonly #calls: ReadonlyMap<number, Call> = callsOf(arch())

  constructor(root: string, reader: DescriptorReader) {
    this.#root = root
    this.#reader = reader
  }

  read(pids: readonly number[]): Waits {
    const waits: Wait[] = []
    let denied = 0
    for (const pid of pids.slice(0, MOST_PROCESSES)) {
      if (this.#readProcess(pid, waits) === 'denied') denied++
    }
    return { waits, denied }
  }

  #readProcess(pid: number, waits: Wait[]): 'read' | 'denied' {
    const directory = `${this.#root}/${pid}`
    for (const tid of threadsOf(directory)) {
      const bytes = readBytes(`${directory}/task/${tid}/syscall`, SYSCALL_BYTES)
      if (bytes === 'denied') return 'denied'
      if (bytes === 'gone') continue
      const blocked = parseSyscall(String.fromCharCode(...bytes), this.#calls)
      if (blocked !== null) this.#add(waits, blocked, { pid, tid, directory })
    }
    return 'read'
  }

  #add(
    waits: Wait[],
    blocked: Blocked,
    { pid, tid, directory }: { pid: number; tid: number; directory: string },
  ): void {
    if (blocked.in === 'futex') {
      waits.push({ on: 'lock', pid, tid, bound: blocked.bound })
      return
    }
    // SO_RCVTIMEO cannot be seen from outside: a blocked read counts as one for ever.
    const bound = blocked.in === 'read' ? 'for-ever' : blocked.bound
    const descriptors =
      blocked.in === 'read' ? [blocked.descriptor] : polledDescriptors(directory, blocked.entries, blocked.count)
    for (const descriptor of descriptors) {
      const inode = this.#reader.inodeAt(directory, descriptor)
      if (inode > 0) waits.push({ on: 'connection', pid, tid, inode, bound })
    }
  }
}

function threadsOf(directory: string): readonly number[] {
  const names = namesIn(`${directory}/task`)
  // It ended, or the mount hides it: nothing of it can be seen.
  return typeof names === 'string' ? [] : names.slice(0, MOST_THREADS).map(Number)
}
