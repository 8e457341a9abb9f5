import type { Process } from '@halfopen/core'
import { Orphans } from '@halfopen/kernel'

import { type Member, ProcessTree } from '../../processes/index.js'

/** What every process of a command descends from, and what to do with those whose own parent has ended. */
export interface FamilyOptions {
  /** This process: the command is its only child. */
  readonly rootPid: number
  /** The command's own process, which Node.js reaps; undefined until it is started. */
  readonly commandPid: () => number | undefined
}

/**
 * The processes of a command: all that descend from it, also those that left their parents by a double fork or setsid,
 * because this process adopts them meanwhile.
 */
export class Family implements Disposable {
  readonly #options: FamilyOptions
  readonly #tree: ProcessTree
  readonly #orphans = Orphans.adopt()
  readonly #parents = new Map<number, number>()
  #members: ReadonlyMap<number, Member> = new Map()

  constructor(options: FamilyOptions) {
    this.#options = options
    this.#tree = new ProcessTree(options.rootPid)
  }

  /** Why a process that leaves its parent before it is seen is missed; undefined where none is. */
  get limit(): string | undefined {
    if (this.#orphans.ok) return undefined
    return `a process that leaves its parent at once (double fork) is missed: ${this.#orphans.error.message}`
  }

  /** Finds those that came, and forgets those that ended. */
  refresh(): void {
    this.#tree.refresh()
    const { rootPid } = this.#options
    const living = [...this.#tree.members].filter((member) => member.pid !== rootPid && this.#isAlive(member))
    for (const { pid, parentPid } of living) this.#parents.set(pid, parentPid)
    this.#members = new Map(living.map((member) => [member.pid, member]))
  }

  /** How many of them run, as of the last `refresh`. */
  get size(): number {
    return this.#members.size
  }

  /** Whether this process belongs to the command and runs, as of the last `refresh`. */
  has({ pid, startTicks }: Process): boolean {
    return this.#members.get(pid)?.startTicks === String(startTicks)
  }

  /** Pids of its parent, its parent's parent, and so on, up to the command's own process. */
  ancestorsOf(pid: number): readonly number[] {
    const parent = this.#parents.get(pid)
    if (parent === undefined || parent === this.#options.rootPid) return []
    return [parent, ...this.ancestorsOf(parent)]
  }

  [Symbol.dispose](): void {
    if (this.#orphans.ok) this.#orphans.value[Symbol.dispose]()
  }

  /** Whoever adopts must reap; the command itself Node.js reaps. */
  #isAlive(member: Member): boolean {
    if (this.#tree.isAlive(member)) return true
    if (this.#orphans.ok && member.pid !== this.#options.commandPid()) this.#orphans.value.reap(member.pid)
    return false
  }
}
