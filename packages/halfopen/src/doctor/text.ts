import { type Finding, formatDuration } from '@halfopen/core'

import {
  findingLines,
  isTrouble,
  oneLine,
  type Report,
  type Scanned,
  scopeWords,
  severityMark,
} from '../report/index.js'
import { counted, hung, type Style, toned, wrap } from '../terminal/index.js'

export interface TextLayout {
  readonly style: Style
  readonly width: number
}

/** The report for a person: troubles at length, worst first; then what is only worth knowing; then what was looked at. */
export function reportLines(report: Report, layout: TextLayout): readonly string[] {
  const troubles = report.findings.filter(isTrouble)
  const infos = report.findings.filter((finding) => !isTrouble(finding))
  return [
    ...(troubles.length === 0 ? calmLines(report, layout) : troubleLines(troubles, layout)),
    ...infoLines(infos, layout),
    ...footer(report, layout),
  ]
}

function calmLines(report: Report, { style }: TextLayout): readonly string[] {
  const only = scopeWords(report.scope)
  const where = only === '' ? '' : ` with ${only}`
  // What was not seen may be what is wrong: no clean bill then.
  const partly = report.scanned.limits.length > 0
  const verdict = partly
    ? `○ Nothing wrong was found${where} in what could be seen; see below what was not.`
    : `✔ Nothing is wrong${where}.`
  return [toned(style, 'good', verdict), '']
}

function troubleLines(troubles: readonly Finding[], layout: TextLayout): readonly string[] {
  return troubles.flatMap((finding, index) => {
    const toldAbove = troubles.slice(0, index).find((earlier) => hasSameRemedy(earlier, finding))
    return [...findingLines(finding, { ...layout, toldAbove }), '']
  })
}

function hasSameRemedy(a: Finding, b: Finding): boolean {
  return a.cause === b.cause && a.remedy.summary === b.remedy.summary && a.remedy.code === b.remedy.code
}

function infoLines(infos: readonly Finding[], { style, width }: TextLayout): readonly string[] {
  if (infos.length === 0) return []
  const lines = infos.flatMap((finding) => hung(`  ${severityMark('info')} `, oneLine(finding), width))
  return [...['Worth knowing, no trouble:', ...lines].map((line) => toned(style, 'quiet', line)), '']
}

function footer(report: Report, { style, width }: TextLayout): readonly string[] {
  const only = scopeWords(report.scope)
  const sentences = [lookedAt(report), ...(only === '' ? [] : [`Reported: only ${only}.`])].join(' ')
  const limits = report.scanned.limits.flatMap((limit) => hung('Not seen: ', limit, width))
  return [...wrap(sentences, width), ...limits].map((line) => toned(style, 'quiet', line))
}

function lookedAt({ scanned, windowMs }: Report): string {
  return `Looked ${looksWords(scanned)} in ${formatDuration(windowMs)}, ${formatDuration(scanned.scanMs)} each, at ${sizes(scanned)}.`
}

function looksWords({ looks }: Scanned): string {
  return looks === 1 ? 'once' : `${looks} times`
}

function sizes({ connections, processes, namespaces }: Scanned): string {
  const held = `${counted(connections, 'connection')} of ${counted(processes, 'process', 'processes')}`
  return `${held} in ${counted(namespaces, 'network namespace')}`
}
