import { type CauseId, causeTexts } from '@halfopen/core'

import type { Context, ExitCode } from '../host/index.js'
import { pageWidth, styleFor } from '../terminal/index.js'
import { causeListJson, explanationJson } from './json.js'
import { causeListLines } from './list.js'
import { explanationLines } from './text.js'
import type { Chosen } from './words.js'

export interface ExplainOptions {
  /** undefined lists all causes. */
  readonly cause: CauseId | undefined
  readonly chosen: Chosen
  readonly as: 'text' | 'json'
}

export async function explain(options: ExplainOptions, { io }: Context): Promise<ExitCode> {
  const text = options.as === 'json' ? JSON.stringify(asJson(options), undefined, 2) : asText(options, io).join('\n')
  io.stdout.write(`${text}\n`)
  return 0
}

function asJson({ cause, chosen }: ExplainOptions): object {
  return cause === undefined ? causeListJson() : explanationJson(causeTexts[cause], chosen)
}

function asText({ cause, chosen }: ExplainOptions, io: Context['io']): readonly string[] {
  const style = styleFor(io.stdout, io.env)
  if (cause === undefined) return causeListLines(style)
  return explanationLines(causeTexts[cause], chosen, { style, width: pageWidth(io.stdout) })
}
