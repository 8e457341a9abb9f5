import { closeSync, fstatSync, openSync } from 'node:fs'
import type { Libc } from '../native/index.js'
import { errnoName } from '../native/index.js'

const CLONE_NEWNET = 0x40000000

/** Why another network namespace could not be entered. `gone`: the process through which it is entered has ended. */
export type Closed = { readonly closed: string; readonly gone: boolean }

/**
 * Runs something inside the network namespace of a process. setns(2) moves
 * only the calling thread, and everything between is synchronous, so nothing
 * else of this program runs there. Going back cannot be left undone: then the
 * program would look at the wrong host for ever, so that is fatal.
 */
export class NamespaceVisitor {
  readonly #libc: Libc
  readonly #home: number

  constructor(libc: Libc) {
    this.#libc = libc
    this.#home = openSync('/proc/thread-self/ns/net', 'r')
  }

  /** `path` is /proc/PID/ns/net, `id` the inode that it must have: the pid may have been recycled. */
  visit<T>(path: string, id: number, act: () => T): T | Closed {
    let there: number
    try {
      there = openSync(path, 'r')
    } catch (error) {
      const gone = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')
      return { closed: error instanceof Error ? error.message : 'it cannot be opened', gone }
    }
    try {
      return fstatSync(there).ino === id ? this.#inside(there, act) : { closed: 'its process is gone', gone: true }
    } finally {
      closeSync(there)
    }
  }

  #inside<T>(there: number, act: () => T): T | Closed {
    if (this.#libc.setns(there, CLONE_NEWNET) < 0)
      return { closed: `setns: ${errnoName(this.#libc.errno())}`, gone: false }
    try {
      return act()
    } finally {
      this.#goHome()
    }
  }

  #goHome(): void {
    if (this.#libc.setns(this.#home, CLONE_NEWNET) === 0) return
    throw new Error(`cannot return to the own network namespace: ${errnoName(this.#libc.errno())}`)
  }

  close(): void {
    closeSync(this.#home)
  }
}
