import type { Finding } from '@halfopen/core'

import { findingLines, isTrouble, whereOf } from '../../report/index.js'
import { styleFor } from '../../terminal/index.js'
import type { RunReport } from './report.js'
import { verdictWords } from './text.js'

const WIDTH = 100

/** JUnit XML, as CI systems read it: a suite with a case for each finding, or one case that says that there is none. */
export function junitXml(report: RunReport): string {
  const troubles = report.findings.filter(isTrouble)
  const cases = troubles.length === 0 ? [calmCase(report)] : troubles.map((finding) => failedCase(finding))
  const counts = {
    tests: cases.length,
    failures: troubles.length,
    errors: report.verdict === 'unobserved' ? 1 : 0,
    skipped: report.verdict === 'too-short' ? 1 : 0,
    time: ((report.command.ranMs + report.settleMs) / 1000).toFixed(3),
  }
  const suite = { name: 'halfopen run', ...counts, timestamp: report.at.slice(0, 19), hostname: report.host }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(counts)}>`,
    `<testsuite${attributes(suite)}>`,
    `<properties><property${attributes({ name: 'command', value: report.command.argv.join(' ') })}/><property${attributes({ name: 'exitCode', value: report.command.exitCode })}/></properties>`,
    ...cases,
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const CLASS = 'halfopen.run'

function calmCase(report: RunReport): string {
  const message = verdictWords(report)
  const head = `<testcase${attributes({ classname: CLASS, name: 'no leaked connection', time: '0' })}`
  switch (report.verdict) {
    case 'clean':
    case 'leaked':
      return `${head}/>`
    case 'too-short':
      return `${head}><skipped${attributes({ message })}/></testcase>`
    case 'unobserved':
      return `${head}><error${attributes({ message, type: 'unobserved' })}>${escaped(report.scanned.limits.join('\n'))}</error></testcase>`
  }
}

function failedCase(finding: Finding): string {
  const lines = findingLines(finding, { style: styleFor({}, {}), width: WIDTH })
  const name = `${finding.cause}: ${whereOf(finding)}`
  const failure = attributes({ message: finding.summary, type: finding.cause })
  return `<testcase${attributes({ classname: CLASS, name, time: '0' })}><failure${failure}>${escaped(lines.join('\n'))}</failure></testcase>`
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML 1.0 allows no control character but these three, no lone surrogate, and not the last two of the plane. */
// oxlint-disable-next-line no-control-regex -- control characters are what this replaces
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function escaped(text: string): string {
  return text.replaceAll(FORBIDDEN, '�').replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
}
