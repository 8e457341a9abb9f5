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
    ...hung('halfopen: ', `${verdictWords(report)} ${countsWords(report)}`, width).map((line) =>
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

/** The verdict in a sentence. */
export function verdictWords({ verdict, findings, scanned, command }: RunReport): string {
  switch (verdict) {
    case 'clean':
      return scanned.limits.length === 0 ? '✔ no connection leaked:' : '○ no connection leaked that could be seen:'
    case 'leaked':
      return `✖ ${count(findings.filter(isTrouble).length, 'leak')}:`
    case 'too-short':
      return `○ ${formatDuration(command.ranMs)} is too short to judge; no connection leaked that could be seen:`
    case 'unobserved':
      return '▲ the command ran unobserved: no verdict.'
  }
}

/** `0 connections before, 12 at the peak, 0 settled after 60ms; looked 84 times in 4.2s.` */
function countsWords({ connections, settleMs, scanned, command, verdict }: RunReport): string {
  if (verdict === 'unobserved') return ''
  const { baseline, peak, settled } = connections
  const after = settleMs < NOTABLE_MS ? '' : ` after ${formatDuration(settleMs)}`
  const counts = `${count(totalOf(baseline), 'connection')} before, ${peakWords(peak)}, ${totalOf(settled)} settled${after}`
  const looks = scanned.looks === 1 ? 'once' : `${scanned.looks} times`
  return `${counts}; looked ${looks} in ${formatDuration(command.ranMs + settleMs)}.`
}

/** What settles sooner has settled at once. */
const NOTABLE_MS = 100

function peakWords(peak: Census): string {
  const both = peak.outbound > 0 && peak.inbound > 0
  return `${totalOf(peak)} at the peak${both ? ` (${peak.outbound} out, ${peak.inbound} in)` : ''}`
}
