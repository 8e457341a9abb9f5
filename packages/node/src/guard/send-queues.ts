import { fstatSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { descriptorOf } from './wire.js'

/** The kernel writes a line for every socket of the machine: no more than this part of the time goes into reading them. */
const MOST_OF_THE_TIME = 1 / 50
const AT_MOST_EVERY_MS = 250

/**
 * What Linux has taken for a client and the client's kernel has not
 * acknowledged. A full socket takes nothing new until a third of its buffer of
 * megabytes is free again, however steadily the client reads; this shrinks
 * with what it reads. Known for TCP in this network namespace, else nowhere.
 */
export class SendQueues {
  private seenAt = -Infinity
  private nextAt = -Infinity
  private byInode: ReadonlyMap<number, number> = new Map()

  constructor(private readonly read: () => ReadonlyMap<number, number> = readTables) {}

  /** Whether `of` speaks of this moment; reads the kernel's tables for it unless they have just been read. */
  look(now: number): boolean {
    if (now === this.seenAt) return true
    if (now < this.nextAt) return false
    const startedAt = performance.now()
    this.byInode = this.read()
    this.seenAt = now
    this.nextAt = now + Math.max(AT_MOST_EVERY_MS, (performance.now() - startedAt) / MOST_OF_THE_TIME)
    return true
  }

  /** undefined: not known; nor is 0, which sandboxed kernels say of every socket. */
  of(raw: Socket): number | undefined {
    const descriptor = descriptorOf(raw)
    if (descriptor === undefined) return undefined
    try {
      return this.byInode.get(fstatSync(descriptor).ino)
    } catch {
      return undefined
    }
  }
}

function readTables(): ReadonlyMap<number, number> {
  return new Map(['/proc/self/net/tcp', '/proc/self/net/tcp6'].flatMap((file) => [...queuesIn(textOf(file))]))
}

/** By inode, of the lines `… st tx_queue:rx_queue tr:when retrnsmt uid timeout inode …` whose queue is not empty. */
export function* queuesIn(table: string): Generator<[inode: number, bytes: number]> {
  const lines = / (?!00000000)([\dA-F]{8}):[\dA-F]{8} [\dA-F]{2}:[\dA-F]+ [\dA-F]+ +\d+ +\d+ (\d+) /g
  for (const [, bytes = '', inode] of table.matchAll(lines)) yield [Number(inode), Number.parseInt(bytes, 16)]
}

/** Where there is no such table, nothing is known. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
