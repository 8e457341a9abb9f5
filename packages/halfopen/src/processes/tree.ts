import { readdirSync, readFileSync } from 'node:fs'

import { isRunning, statOf } from './stat.js'

/** A process and when it started, in ticks: a pid alone may come to mean another one. */
export interface Member {
  readonly pid: number
  readonly startTicks: string
  /** The process of which it was a child when it was found; 0 for the root. */
  readonly parentPid: number
}

/**
 * The descendants of one process. A member is remembered until it ends, so one whose parent has gone stays a member,
 * as do the children that it starts.
 */
export class ProcessTree {
  readonly #root: string
  readonly #members = new Map<number, Member>()

  /** `procRoot` is another tree in tests. */
  constructor(rootPid: number, procRoot = '/proc') {
    this.#root = procRoot
    this.#add(rootPid, 0)
  }

  get members(): Iterable<Member> {
    return this.#members.values()
  }

  get pids(): readonly number[] {
    return [...this.#members.keys()]
  }

  /** Finds new descendants and forgets those that ended. */
  refresh(): void {
    // A Map visits what is added while it is walked: grandchildren are found in the same round.
    for (const pid of this.#members.keys()) {
      const children = this.#childrenOf(pid)
      if (children === undefined) this.#members.delete(pid)
      else for (const child of children) this.#add(child, pid)
    }
  }

  /** Whether this is still the process that was seen, and no zombie. */
  isAlive({ pid, startTicks }: Pick<Member, 'pid' | 'startTicks'>): boolean {
    const stat = statOf(this.#root, pid)
    return stat?.startTicks === startTicks && isRunning(stat)
  }

  #add(pid: number, parentPid: number): void {
    if (this.#members.has(pid)) return
    const stat = statOf(this.#root, pid)
    if (stat !== undefined) this.#members.set(pid, { pid, startTicks: stat.startTicks, parentPid })
  }

  /** /proc/PID/task/TID/children: each thread has its own. undefined where the process has ended. */
  #childrenOf(pid: number): readonly number[] | undefined {
    const tasks = `${this.#root}/${pid}/task`
    try {
      return readdirSync(tasks).flatMap((tid) => childrenIn(`${tasks}/${tid}/children`))
    } catch {
      // It has ended.
      return undefined
    }
  }
}

function childrenIn(path: string): readonly number[] {
  try {
    return readFileSync(path, 'latin1').split(' ').filter(Boolean).map(Number)
  } catch {
    // The thread has ended, and its children now belong to another thread.
    return []
  }
}
