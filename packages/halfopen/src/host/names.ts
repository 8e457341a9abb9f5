import { accessSync, constants, readdirSync, readFileSync } from 'node:fs'

import { printable } from '@halfopen/core'

/** Which processes run, by pid and name. */
export interface ProcessNames {
  /** Names by pid, of all processes. */
  all(): ReadonlyMap<number, string>
  /** Whether its descriptors may be listed: without them no connection is known to be its own. */
  mayRead(pid: number): boolean
}

/** Names from `/proc/PID/comm`; `root` is another tree in tests. */
export class ProcNames implements ProcessNames {
  constructor(readonly root = '/proc') {}

  all(): ReadonlyMap<number, string> {
    const names = new Map<number, string>()
    for (const entry of readdirSync(this.root)) {
      if (/^\d+$/.test(entry)) names.set(Number(entry), this.#name(entry))
    }
    return names
  }

  mayRead(pid: number): boolean {
    try {
      accessSync(`${this.root}/${pid}/fd`, constants.R_OK | constants.X_OK)
      return true
    } catch (error) {
      // One that ended meanwhile is not forbidden.
      return (error as NodeJS.ErrnoException).code === 'ENOENT'
    }
  }

  /** Empty where the process ended meanwhile. */
  #name(pid: string): string {
    try {
      return printable(readFileSync(`${this.root}/${pid}/comm`, 'utf8').trim())
    } catch {
      return ''
    }
  }
}
