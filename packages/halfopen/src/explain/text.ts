import type { CauseText } from '@halfopen/core'

import { hung, indented, type Style, toned, wrap } from '../terminal/index.js'
import { type Chosen, chosenRemedies } from './words.js'

interface Layout {
  readonly style: Style
  readonly width: number
}

/** A cause explained to a person: what it is, how it is recognised and told from the healthy, how it is mended. */
export function explanationLines(text: CauseText, chosen: Chosen, layout: Layout): readonly string[] {
  const { explanation } = text
  const { style, width } = layout
  return [
    `${toned(style, 'strong', explanation.title)}  ${toned(style, 'quiet', text.id)}`,
    '',
    ...wrap(explanation.what, width),
    ...heading('How it is recognised', style),
    ...bullets(explanation.recognised, width),
    ...heading('What looks alike and is healthy', style),
    ...bullets(explanation.healthy, width),
    ...heading('How it is mended', style),
    ...indented(wrap(explanation.mend, width - 2), 2),
    ...remedies(text, chosen, layout),
    ...heading('How to verify it', style),
    ...bullets(explanation.verify, width),
    ...heading('Sources', style),
    ...bullets(explanation.sources, width).map((line) => toned(style, 'quiet', line)),
  ]
}

function heading(title: string, style: Style): readonly string[] {
  return ['', toned(style, 'strong', title)]
}

function bullets(texts: readonly string[], width: number): readonly string[] {
  return texts.flatMap((text) => hung('  • ', text, width))
}

function remedies(text: CauseText, chosen: Chosen, { style, width }: Layout): readonly string[] {
  return chosenRemedies(text, chosen).flatMap(([runtime, remedy]) => [
    '',
    ...hung(`  ${runtime}: `, remedy.summary, width),
    '',
    ...indented(remedy.code.replace(/\n+$/, '').split('\n'), 6).map((line) => toned(style, 'info', line)),
  ])
}
