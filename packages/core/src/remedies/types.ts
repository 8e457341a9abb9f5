import type { CauseId } from '../words/index.js'

/** Whose words a remedy is written in. Every other runtime is answered with `general`. */
export const REMEDIES_FOR = ['node', 'python', 'java', 'go', 'nginx', 'haproxy', 'general'] as const

export type RemedyFor = (typeof REMEDIES_FOR)[number]

/** What to do, in one sentence, and code or commands that a person can paste. */
export interface RemedyText {
  readonly summary: string
  readonly code: string
}

/** What `halfopen explain` prints about a cause. */
export interface Explanation {
  /** A short name in plain words. */
  readonly title: string
  /** Two to four sentences: what it is and what it does to the service. */
  readonly what: string
  /** The kernel's facts that show it, one per line. */
  readonly recognised: readonly string[]
  /** What looks the same and is healthy, and how it is told apart. */
  readonly healthy: readonly string[]
  /** The principle of the cure, in one paragraph. */
  readonly mend: string
  /** Commands and observations that prove that it is mended. */
  readonly verify: readonly string[]
  /** RFC sections, kernel files and vendors' documentation. */
  readonly sources: readonly string[]
}

export interface CauseText {
  readonly id: CauseId
  readonly explanation: Explanation
  readonly remedies: Readonly<Record<RemedyFor, RemedyText>>
}
