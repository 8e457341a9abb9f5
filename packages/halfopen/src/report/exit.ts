import type { Finding } from '@halfopen/core'

/** Worth somebody's attention: an `info` finding is not, and so does not change the exit code. */
export function isTrouble(finding: Pick<Finding, 'severity'>): boolean {
  return finding.severity !== 'info'
}

export function exitCodeFor(findings: readonly Pick<Finding, 'severity'>[]): 0 | 1 {
  return findings.some(isTrouble) ? 1 : 0
}
