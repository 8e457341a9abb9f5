import { CAUSE_IDS, causeTexts } from '@halfopen/core'

import { type Style, toned } from '../terminal/index.js'

/** Every cause with its title: what `halfopen explain` alone prints. */
export function causeListLines(style: Style): readonly string[] {
  const column = Math.max(...CAUSE_IDS.map((id) => id.length)) + 2
  const rows = CAUSE_IDS.map(
    (id) => `  ${toned(style, 'strong', id.padEnd(column))}${causeTexts[id].explanation.title}`,
  )
  return [
    'Why HTTP connections leak and hang:',
    '',
    ...rows,
    '',
    toned(style, 'quiet', '`halfopen explain response-leak --runtime python` explains one of them.'),
  ]
}
