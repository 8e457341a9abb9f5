import { type Finding, type Process, processKey } from '@halfopen/core'

/**
 * A program may close everything in its last moments: Python frees what it held, a pool is shut down. What it held
 * until then it held to the end.
 */
const LAST_MOMENTS_MS = 500

/** On a busy machine looks are far apart, and the last but one is what tells; not when it is longer ago than this. */
const LAST_BUT_ONE_MS = 2000

interface Word {
  readonly atMs: number
  readonly findings: readonly Finding[]
}

/** What a process held when it ended. */
export interface LastWord {
  readonly process: Process
  readonly endedMs: number
  readonly findings: readonly Finding[]
}

/** Remembers of each process what it would have left behind in its last moments, until it ends. */
export class LastWords {
  readonly #words = new Map<string, { process: Process; words: readonly Word[] }>()

  /** One look: the processes that live, and what each would leave behind if it ended now. Gives those that have ended. */
  note(atMs: number, living: readonly Process[], findings: readonly Finding[]): readonly LastWord[] {
    const of = ({ pid }: Process) => findings.filter(({ process }) => process.pid === pid)
    const alive = new Set(living.map(processKey))
    const ended = [...this.#words].filter(([key]) => !alive.has(key))
    for (const process of living) this.#add(process, { atMs, findings: of(process) })
    for (const [key] of ended) this.#words.delete(key)
    return ended.map(([, { process, words }]) => ({ process, endedMs: atMs, findings: worst(words) }))
  }

  #add(process: Process, word: Word): void {
    const key = processKey(process)
    const before = this.#words.get(key)?.words ?? []
    const kept = before.filter(({ atMs }, at) => {
      return word.atMs - atMs <= (at === before.length - 1 ? LAST_BUT_ONE_MS : LAST_MOMENTS_MS)
    })
    this.#words.set(key, { process, words: [...kept, word] })
  }
}

function worst(words: readonly Word[]): readonly Finding[] {
  const size = ({ findings }: Word) => findings.reduce((sum, { connections }) => sum + connections, findings.length)
  return words.reduce<Word>((most, word) => (size(word) >= size(most) ? word : most), { atMs: 0, findings: [] })
    .findings
}
