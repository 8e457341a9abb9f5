import { printable } from '@halfopen/core'

import { hung, toned, wrap } from '../../terminal/index.js'
import type { ClientFacts } from '../facts/index.js'
import type { Comparison } from './comparison.js'
import { rowsOf } from './rows.js'
import { type TableLayout, tableLines } from './table.js'

const MOST_COMMAND = 400
const MOST_LINE = 400
/** Of what a client that failed printed. */
const SHORT_TAIL = 3

export interface TextOptions extends TableLayout {
  /** `all`: what every client printed; `failures`: the last lines of those that did not succeed. */
  readonly output: 'all' | 'failures'
}

export function comparisonLines(comparison: Comparison, options: TextOptions): readonly string[] {
  const { style, width } = options
  const { clients, difference, limits } = comparison
  const sentence = printable(difference.sentence, 2000)
  return [
    ...clients.flatMap(({ label, command }) => hung(`${label}  `, printable(command, MOST_COMMAND), width)),
    '',
    ...tableLines(rowsOf(comparison), options),
    '',
    ...wrap(sentence, width).map((line) => toned(style, 'strong', line)),
    ...clients.flatMap((client) => outputLines(client, options)),
    ...(limits.length === 0 ? [] : ['']),
    ...limits
      .flatMap((limit) => hung('Not seen: ', printable(limit, 1000), width))
      .map((line) => toned(style, 'quiet', line)),
  ]
}

function outputLines(client: ClientFacts, { output, style }: TextOptions): readonly string[] {
  if (output === 'all') return [...printed(client, 'stdout', style), ...printed(client, 'stderr', style)]
  if (client.outcome.kind !== 'failed') return []
  const stream = client.stderr.trim() === '' ? 'stdout' : 'stderr'
  return printed(client, stream, style, SHORT_TAIL)
}

/** Its last lines; none where it printed nothing. */
function printed(client: ClientFacts, stream: 'stdout' | 'stderr', style: TextOptions['style'], most?: number) {
  const text = client[stream].trimEnd()
  if (text === '') return []
  const lines = text.split('\n').slice(most === undefined ? 0 : -most)
  const head = `${client.label} printed${stream === 'stderr' ? ' as errors' : ''}:`
  return [
    '',
    toned(style, 'quiet', head),
    ...lines.map((line) => `  ${printable(line.replaceAll('\t', '  '), MOST_LINE)}`),
  ]
}
