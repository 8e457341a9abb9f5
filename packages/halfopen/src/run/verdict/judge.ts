import { type Finding, THRESHOLDS } from '@halfopen/core'

import type { CommandEnd } from '../../command/index.js'
import { isTrouble, worstFirst } from '../../report/index.js'
import { type Ended, judgedAs } from './subject.js'

export interface Evidence {
  readonly end: Pick<CommandEnd, 'signal' | 'interruptedBy'>
  readonly commandEndedMs: number
  /** How long the command ran, ms. */
  readonly ranMs: number
  /** Processes that ended, each with what it held. */
  readonly ended: readonly Ended[]
  /** Of processes that outlive the command. */
  readonly outliving: readonly Finding[]
  /** When a signal ended the settling; undefined: none did. */
  readonly interruptedMs: number | undefined
}

/** `too-short`: nothing leaked that could be seen, but the command ran for less time than a leak needs to show. */
export type Verdict = 'leaked' | 'clean' | 'too-short'

export interface Judgement {
  readonly verdict: Verdict
  /** Worst first. */
  readonly findings: readonly Finding[]
}

/** What the command leaked: what its processes held to their ends, and what outlives it. */
export function judge({ end, commandEndedMs, ranMs, ended, outliving, interruptedMs = Infinity }: Evidence): Judgement {
  const isCommandCut = end.signal !== null || end.interruptedBy !== null
  const held = ended.flatMap((word) => {
    const isCut = isCommandCut || word.endedMs >= interruptedMs
    return word.findings
      .filter((finding) => !isCut || isProof(finding))
      .map((finding) => judgedAs(finding, word, commandEndedMs))
  })
  const findings = worstFirst([...held, ...outliving])
  if (findings.some(isTrouble)) return { verdict: 'leaked', findings }
  return { verdict: ranMs < THRESHOLDS.heldUnreadMs ? 'too-short' : 'clean', findings }
}

/** Who is interrupted may have been in the middle of a response or two. */
function isProof({ connections }: Finding): boolean {
  return connections >= THRESHOLDS.unreadLeaks
}
