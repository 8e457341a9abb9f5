import { type Finding, printable } from '@halfopen/core'

import { printableFinding } from '../../report/index.js'
import type { Verdict } from '../verdict/index.js'
import type { Census } from '../watching/index.js'

/** How the command ended. */
export interface CommandFacts {
  readonly argv: readonly string[]
  /** 128 and the number of the signal where that ended it. */
  readonly exitCode: number
  readonly signal: string | null
  readonly ranMs: number
}

/** What was looked at, and what could not be seen. */
export interface Looked {
  readonly looks: number
  readonly looksSkipped: number
  /** Median time of a look, ms. */
  readonly scanMs: number
  readonly processes: number
  readonly limits: readonly string[]
}

/** What `halfopen run --json` gives. Fields may be added, never renamed. */
export interface RunReport {
  readonly schema: 'halfopen.run/1'
  /** When the command and the time to settle were over, ISO 8601 in UTC. */
  readonly at: string
  readonly host: string
  readonly command: CommandFacts
  /** `unobserved`: nothing could be seen, and `scanned.limits` says why. */
  readonly verdict: Verdict | 'unobserved'
  /** Open connections of the command's processes: when it began, the most at once, when it had ended and settled. */
  readonly connections: { readonly baseline: Census; readonly peak: Census; readonly settled: Census }
  /** How long it took to settle after the command's end, ms. */
  readonly settleMs: number
  /** A signal ended the waiting, and something of the command was still there. */
  readonly settleInterrupted: boolean
  readonly scanned: Looked
  /** Worst first. */
  readonly findings: readonly Finding[]
}

export type RunReportParts = Omit<RunReport, 'schema' | 'at'> & { readonly at: Date }

export function runReportOf({ at, command, scanned, ...parts }: RunReportParts): RunReport {
  return {
    schema: 'halfopen.run/1',
    at: at.toISOString(),
    ...parts,
    command: {
      ...command,
      argv: command.argv.map((word) => printable(word, 2000)),
      ranMs: Math.round(command.ranMs),
    },
    settleMs: Math.round(parts.settleMs),
    scanned: {
      ...scanned,
      scanMs: Math.round(scanned.scanMs * 10) / 10,
      limits: scanned.limits.map((limit) => printable(limit, 1500)),
    },
    findings: parts.findings.map(printableFinding),
  }
}
