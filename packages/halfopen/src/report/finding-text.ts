import { count, type Finding, type Forecast, formatDuration } from '@halfopen/core'

import { grouped, hung, indented, type Style, toned, widthOf, wrap } from '../terminal/index.js'
import { severityMark, severityTone, severityWord } from './severity.js'
import { titleOf } from './titles.js'

export interface FindingLayout {
  readonly style: Style
  readonly width: number
  /** The finding whose remedy, told at length above, is this one's remedy too. */
  readonly toldAbove?: Finding | undefined
}

const INDENT = 2
const LABEL = 10
/** A finding explained to a person: what, where, why we say so, what will happen, what to do. */
export function findingLines(finding: Finding, layout: FindingLayout): readonly string[] {
  const { style, width } = layout
  const body = [
    ...evidenceLines(layout.toldAbove === undefined ? finding.evidence : [], layout),
    ...(finding.forecast === null ? [] : section('Forecast', [forecastSentence(finding.forecast)], layout)),
    ...remedyLines(finding, layout),
  ]
  return [
    ...headline(finding, layout),
    ...indented(wrap(factsLine(finding), width - INDENT), INDENT).map((line) => toned(style, 'quiet', line)),
    '',
    ...indented(wrap(finding.summary, width - INDENT), INDENT),
    '',
    ...body,
  ]
}

function headline(finding: Finding, { style, width }: FindingLayout): readonly string[] {
  const mark = `${severityMark(finding.severity)} ${severityWord(finding.severity)}  `
  return headlineWords(finding, width - mark.length).map((line, index) => {
    const head = index === 0 ? toned(style, severityTone(finding.severity), mark) : ' '.repeat(mark.length)
    return head + toned(style, 'strong', line)
  })
}

/** What and where on one line; where that is too narrow, each on its own, so that no address is torn from its arrow. */
function headlineWords(finding: Finding, width: number): readonly string[] {
  const title = `${titleOf(finding.cause)}:`
  const where = whereOf(finding)
  const both = `${title} ${where}`
  return widthOf(both) <= width ? [both] : [...wrap(title, width), ...wrap(where, width)]
}

/** `java (pid 70) → 127.0.0.1:18102`, `python3 (pid 71), port 8080`. */
export function whereOf(finding: Finding): string {
  const who = `${finding.process.name} (pid ${finding.process.pid})`
  if (finding.remote !== null) return `${who} ${finding.direction === 'inbound' ? '←' : '→'} ${finding.remote}`
  return finding.localPort === null ? who : `${who}, port ${finding.localPort}`
}

/** `response-leak · certain · 32 connections, oldest 64s · container 0123456789ab`. */
function factsLine(finding: Finding): string {
  const facts: string[] = [finding.cause, finding.confidence]
  if (finding.connections > 0) {
    const oldest = finding.oldestMs > 0 ? `, oldest ${formatDuration(finding.oldestMs)}` : ''
    facts.push(count(finding.connections, 'connection') + oldest)
  }
  if (finding.process.container !== null) facts.push(`container ${finding.process.container}`)
  return facts.join(' · ')
}

/** A finding in one line, for lists and logs. */
export function oneLine(finding: Finding): string {
  return `${finding.cause} ${whereOf(finding)}: ${finding.summary}`
}

export function forecastSentence(forecast: Forecast): string {
  const use = `${grouped(forecast.used)} of ${grouped(forecast.limit)} in use`
  if (forecast.exhaustedInMs === 0) return `No descriptor is left: ${use}.`
  if (forecast.exhaustedInMs === null) return `Descriptors do not grow: ${use}.`
  const pace = Math.round(forecast.perMinute * 10) / 10
  return `Descriptors run out in ${formatDuration(forecast.exhaustedInMs)}: ${use}, ${pace} more each minute.`
}

function remedyLines(finding: Finding, layout: FindingLayout): readonly string[] {
  const { remedy } = finding
  const cure = remedy.cure === null ? [] : section('Cure now', [remedy.cure], layout)
  if (layout.toldAbove !== undefined) {
    return [...section('Remedy', [`as for ${whereOf(layout.toldAbove)} above`], layout), ...cure]
  }
  const more = `halfopen explain ${finding.cause}`
  return [
    ...section('Remedy', [remedy.summary], layout),
    ...codeBlock(remedy.code, layout.style),
    ...cure,
    ...section('More', [more], layout).map((line) => toned(layout.style, 'quiet', line)),
  ]
}

/** Never wrapped: code that is pasted must stay as it is. */
function codeBlock(code: string, style: Style): readonly string[] {
  const lines = code.replace(/\n+$/, '').split('\n')
  if (code.trim() === '') return []
  return ['', ...indented(lines, INDENT + LABEL + 2).map((line) => toned(style, 'info', line)), '']
}

function evidenceLines(evidence: readonly string[], layout: FindingLayout): readonly string[] {
  const room = layout.width - INDENT - LABEL
  return beside(
    'Evidence',
    evidence.flatMap((fact) => hung('• ', fact, room)),
    layout,
  )
}

function section(label: string, paragraphs: readonly string[], layout: FindingLayout): readonly string[] {
  const room = layout.width - INDENT - LABEL
  return beside(
    label,
    paragraphs.flatMap((paragraph) => wrap(paragraph, room)),
    layout,
  )
}

/** Lines hung beside their label. */
function beside(label: string, lines: readonly string[], { style }: FindingLayout): readonly string[] {
  return lines.map((line, index) => {
    const head = index === 0 ? label.padEnd(LABEL) : ' '.repeat(LABEL)
    return `${' '.repeat(INDENT)}${toned(style, 'quiet', head)}${line}`.trimEnd()
  })
}
