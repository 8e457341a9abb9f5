import { type CauseId, causeTexts } from '@halfopen/core'

/** The cause in plain words. */
export function titleOf(cause: CauseId): string {
  return causeTexts[cause].explanation.title
}
