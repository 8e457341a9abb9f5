/** How a client's run ended; `ms` from its start. */
export type Outcome =
  | { readonly kind: 'ok'; readonly exitCode: 0; readonly signal: null; readonly ms: number }
  | { readonly kind: 'failed'; readonly exitCode: number | null; readonly signal: string | null; readonly ms: number }
  /**
   * We ended it. `hung`: another client had succeeded, and on every connection of this one nothing came or went for
   * as long again; `timeout`: it still ran when the time was up; `stopped`: the user ended the comparison.
   */
  | {
      readonly kind: 'hung' | 'timeout' | 'stopped'
      readonly exitCode: null
      readonly signal: null
      readonly ms: number
    }

export type OutcomeKind = Outcome['kind']

/** Outcomes with the same key are the same outcome: the time is not part of it. */
export function outcomeKey(outcome: Outcome): string {
  return outcome.kind === 'failed' ? `failed ${outcome.signal ?? outcome.exitCode}` : outcome.kind
}

export function outcomesDiffer(outcomes: readonly Outcome[]): boolean {
  return new Set(outcomes.map(outcomeKey)).size > 1
}
