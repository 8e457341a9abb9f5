import { type Finding, type Process, processKey } from '@halfopen/core'

/**
 * A program may close everything in its last moments: Python frees what it held, a pool is shut down. What it held
 * until then it held to the end. The time that it waited for a processor does not count: a busy machine only makes the
 * moments longer.
 */
const LAST_MOMENTS_MS = 500

/** On a busy machine looks are far apart, and the last but one is what tells; not when it is longer ago than this. */
const LAST_BUT_ONE_MS = 2000

interface Word {
  readonly atMs: number
  /** Of the process, without what it waited for a processor. */
  readonly ownMs: number
  readonly findings: readonly Finding[]
}

/** What a process held when it ended. */
export interface LastWord {
  readonly process: Process
  readonly endedMs: number
  readonly findings: readonly Finding[]
}

/** One look at the processes that live. */
export interface Sight {
  readonly atMs: number
  readonly living: readonly Process[]
  /** What each would leave behind if it ended now. */
  readonly findings: readonly Finding[]
  /** How long a process has waited for a processor since it started, ms. */
  readonly waitedMs: (pid: number) => number
}

/** Remembers of each process what it would have left behind in its last moments, until it ends. */
export class LastWords {
  readonly #words = new Map<string, { process: Process; words: readonly Word[] }>()

  /** Takes one look into account; gives the processes that have ended since the last. */
  note({ atMs, living, findings, waitedMs }: Sight): readonly LastWord[] {
    const of = ({ pid }: Process) => findings.filter(({ process }) => process.pid === pid)
    const alive = new Set(living.map(processKey))
    const ended = [...this.#words].filter(([key]) => !alive.has(key))
    for (const process of living) {
      this.#add(process, { atMs, ownMs: atMs - waitedMs(process.pid), findings: of(process) })
    }
    for (const [key] of ended) this.#words.delete(key)
    return ended.map(([, { process, words }]) => ({ process, endedMs: atMs, findings: worst(words) }))
  }

  #add(process: Process, word: Word): void {
    const key = processKey(process)
    const before = this.#words.get(key)?.words ?? []
    const kept = before.filter(({ atMs, ownMs }, at) => {
      const isLastButOne = at === before.length - 1 && word.atMs - atMs <= LAST_BUT_ONE_MS
      return isLastButOne || word.ownMs - ownMs <= LAST_MOMENTS_MS
    })
    this.#words.set(key, { process, words: [...kept, word] })
  }
}

function worst(words: readonly Word[]): readonly Finding[] {
  const size = (findings: readonly Finding[]) =>
    findings.reduce((sum, { connections }) => sum + connections, findings.length)
  const all = words.map(({ findings }) => findings)
  return all.reduce((most, findings) => (size(findings) >= size(most) ? findings : most), [])
}
