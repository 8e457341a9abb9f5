import { count, type Finding, formatDuration } from '@halfopen/core'

import { findingLines, isTrouble, oneLine, severityMark } from '../../report/index.js'
import { hung, type Style, toned } from '../../terminal/index.js'
import { type Census, totalOf } from '../watching/index.js'
import type { RunReport } from './report.js'

export interface RunLayout {
  readonly style: Style
  readonly width: number
}

/** For a person, below what the command printed: one line when all is well, a block for each finding otherwise. */
export function runLines(report: RunReport, layout: RunLayout): readonly string[] {
  const { style, width } = layout
  const troubles = report.findings.filter(isTrouble)
  const infos = report.findings.filter((finding) => !isTrouble(finding))
  return [
    ...(troubles.length === 0 ? [] : ['', ...blocks(troubles, layout)]),
    ...hung('halfopen: ', `${markOf(report)} ${verdictWords(report)}${countsWords(report)}`, width).map((line) =>
      toned(style, tone(report), line),
    ),
    ...infos
      .flatMap((info) => hung(`  ${severityMark('info')} `, oneLine(info), width))
      .map((line) => toned(style, 'quiet', line)),
    ...report.scanned.limits
      .flatMap((limit) => hung('  Not seen: ', limit, width))
      .map((line) => toned(style, 'quiet', line)),
  ]
}

function blocks(troubles: readonly Finding[], layout: RunLayout): readonly string[] {
  return troubles.flatMap((finding, index) => {
    const toldAbove = troubles.slice(0, index).find(({ remedy }) => remedy.code === finding.remedy.code)
    return [...findingLines(finding, { ...layout, toldAbove }), '']
  })
}

function tone({ verdict }: RunReport): 'good' | 'critical' | 'quiet' | 'warning' {
  switch (verdict) {
    case 'clean':
      return 'good'
    case 'leaked':
      return 'critical'
    case 'too-short':
      return 'quiet'
    case 'unobserved':
      return 'warning'
  }
}

const MARKS = { clean: '✔', leaked: '✖', 'too-short': '○', unobserved: '▲' } as const

/** What was not seen may have leaked: no clean bill then. */
function markOf({ verdict, scanned }: RunReport): string {
  return verdict === 'clean' && scanned.limits.length > 0 ? MARKS['too-short'] : MARKS[verdict]
}

export function verdictWords({ verdict, findings, scanned, command }: RunReport): string {
  switch (verdict) {
    case 'clean':
      return scanned.limits.length === 0 ? 'no leak' : 'no leak in what could be seen'
    case 'leaked':
      return count(findings.filter(isTrouble).length, 'leak')
    case 'too-short':
      return `no leak seen, but ${formatDuration(command.ranMs)} is too short to judge`
    case 'unobserved':
      return 'the command ran unobserved: no verdict'
  }
}

/** What settles sooner has settled at once. */
const NOTABLE_MS = 100

/** ` · connections: baseline 0, peak 12, settled 0 after 1.2s · 84 looks in 4.2s`. */
function countsWords({ connections, settleMs, settleInterrupted, scanned, command, verdict }: RunReport): string {
  if (verdict === 'unobserved') return ''
  const { baseline, peak, settled } = connections
  const after = settleMs < NOTABLE_MS ? '' : ` after ${formatDuration(settleMs)}`
  const counts = `baseline ${totalOf(baseline)}, ${peakWords(peak)}, settled ${totalOf(settled)}${after}${settleInterrupted ? ' (interrupted while settling)' : ''}`
  return ` · connections: ${counts} · ${count(scanned.looks, 'look')} in ${formatDuration(command.ranMs + settleMs)}`
}

function peakWords(peak: Census): string {
  const both = peak.outbound > 0 && peak.inbound > 0
  return `peak ${totalOf(peak)}${both ? ` (${peak.outbound} out, ${peak.inbound} in)` : ''}`
}
