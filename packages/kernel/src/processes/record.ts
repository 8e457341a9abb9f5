import type { Process } from '@halfopen/core'

/** A process as the scanner follows it from look to look. */
export class ProcessRecord {
  readonly pid: number
  /**
   * Inode of the directory /proc/PID/fd. The kernel makes a new one for every
   * process, so a recycled pid shows at the price of one stat(2).
   */
  readonly identity: number
  /** Number under which others remember it; not used for another while anyone may. */
  readonly slot: number
  /** Numbers of looks: the first one and the last one that listed it. */
  readonly firstSeenAt: number
  seenAt = 0
  alive = true
  kernelThread = false
  /** Owner of the directory; root where the process is not dumpable. */
  uid = 0
  /** Name that the kernel keeps: changes with exec. */
  comm = ''
  /** Open descriptors and their limit; null where the kernel does not tell. */
  used: number | null = null
  limit: number | null = null
  /** Inode of its network namespace; null where it may not be read. */
  namespace: number | null = null
  /** What the snapshot shows, and where; replaced when something changes. */
  process: Process
  index = -1
  /** Its descriptors may not be listed by us. */
  denied = false
  walked = false
  /** The number of its descriptors changed since they were walked. */
  recounted = false
  /** Rows of the look that it owns. */
  owned = 0
  #ownedBefore = 0

  constructor(pid: number, identity: number, slot: number, look: number) {
    this.pid = pid
    this.identity = identity
    this.slot = slot
    this.firstSeenAt = look
    this.process = unknownProcess(pid)
  }

  /** Whether it may hold sockets that it did not hold before: descriptors came or went, or a socket of its is gone. */
  get moved(): boolean {
    return !this.walked || this.recounted || this.owned < this.#ownedBefore
  }

  beginOwning(): void {
    this.#ownedBefore = this.owned
    this.owned = 0
  }

  /** Counts a row; its index for the column `owner`. */
  own(): number {
    this.owned++
    return this.index
  }
}

function unknownProcess(pid: number): Process {
  return {
    pid,
    parentPid: 0,
    startTicks: 0,
    name: `${pid}`,
    exe: '',
    cmdline: '',
    runtime: 'unknown',
    container: null,
    descriptors: null,
  }
}
