import type { Finding, Severity } from '@halfopen/core'

import type { Tone } from '../terminal/index.js'

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 }
const MARK: Readonly<Record<Severity, string>> = { critical: '✖', warning: '▲', info: '·' }

/** Tells severities apart where colours cannot. */
export function severityMark(severity: Severity): string {
  return MARK[severity]
}

export function severityTone(severity: Severity): Tone {
  return severity
}

export function severityWord(severity: Severity): string {
  return severity.toUpperCase()
}

/** Worst first; among equals the order that the diagnosis chose. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity])
}
