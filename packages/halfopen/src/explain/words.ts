import { type CauseText, REMEDIES_FOR, type RemedyFor, type RemedyText } from '@halfopen/core'

/** Whose remedies to show: one runtime's, or everybody's. */
export type Chosen = RemedyFor | 'all'

export function chosenRemedies(text: CauseText, chosen: Chosen): readonly (readonly [RemedyFor, RemedyText])[] {
  const runtimes = chosen === 'all' ? REMEDIES_FOR : [chosen]
  return runtimes.map((runtime) => [runtime, text.remedies[runtime]])
}
