import { CAUSE_IDS, type CauseText, causeTexts } from '@halfopen/core'

import { type Chosen, chosenRemedies } from './words.js'

/** What `halfopen explain --json` prints. */
export function causeListJson() {
  const causes = CAUSE_IDS.map((cause) => ({ cause, title: causeTexts[cause].explanation.title }))
  return { schema: 'halfopen.causes/1', causes } as const
}

/** What `halfopen explain CAUSE --json` prints. */
export function explanationJson(text: CauseText, chosen: Chosen) {
  return {
    schema: 'halfopen.explain/1',
    cause: text.id,
    ...text.explanation,
    remedies: Object.fromEntries(chosenRemedies(text, chosen)),
  } as const
}
