import { readdirSync, readFileSync } from 'node:fs'

import { printable } from '@halfopen/core'

/** Which processes run, by pid and name. */
export interface ProcessNames {
  /** Names by pid, of all processes. */
  all(): ReadonlyMap<number, string>
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

  /** Empty where the process ended meanwhile. */
  #name(pid: string): string {
    try {
      return printable(readFileSync(`${this.root}/${pid}/comm`, 'utf8').trim())
    } catch {
      return ''
    }
  }
}
