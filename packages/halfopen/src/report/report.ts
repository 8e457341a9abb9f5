import { type Finding, printable } from '@halfopen/core'

import { printableFinding } from './safe.js'
import { worstFirst } from './severity.js'

/** What was looked at, and what could not be seen. */
export interface Scanned {
  /** Connections at the last look. */
  readonly connections: number
  /** Processes that hold connections or listeners, at the last look. */
  readonly processes: number
  readonly namespaces: number
  /** Median time of a look, ms. */
  readonly scanMs: number
  readonly looks: number
  readonly looksSkipped: number
  readonly limits: readonly string[]
}

/** Which findings were asked for; empty means all. */
export interface Scope {
  readonly pids: readonly number[]
  readonly ports: readonly number[]
}

/** `pid 70 and ports 80, 443`; empty when all was asked for. */
export function scopeWords({ pids, ports }: Scope): string {
  const words = (noun: string, numbers: readonly number[]) =>
    numbers.length === 0 ? [] : [`${noun}${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`]
  return [...words('pid', pids), ...words('port', ports)].join(' and ')
}

/** What `halfopen doctor --json` prints. Fields may be added, never renamed. */
export interface Report {
  readonly schema: 'halfopen.report/1'
  /** When the window ended, ISO 8601 in UTC. */
  readonly at: string
  readonly host: string
  readonly windowMs: number
  readonly scope: Scope
  readonly scanned: Scanned
  /** Worst first. */
  readonly findings: readonly Finding[]
}

export type ReportParts = Omit<Report, 'schema' | 'at'> & { readonly at: Date }

/** A limit ends with the command that shows what was not seen: never cut that. */
const MAX_LIMIT_TEXT = 1500

export function reportOf(parts: ReportParts): Report {
  return {
    schema: 'halfopen.report/1',
    at: parts.at.toISOString(),
    host: parts.host,
    windowMs: Math.round(parts.windowMs),
    scope: parts.scope,
    scanned: {
      ...parts.scanned,
      scanMs: Math.round(parts.scanned.scanMs * 10) / 10,
      limits: parts.scanned.limits.map((limit) => printable(limit, MAX_LIMIT_TEXT)),
    },
    findings: worstFirst(parts.findings).map(printableFinding),
  }
}
