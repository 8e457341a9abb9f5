import type { Finding } from '@halfopen/core'

/** Identity of a finding on this host now. The id is the same for every worker of a prefork server; the pid tells them apart. */
export function findingKey(finding: Finding): string {
  return `${finding.id}@${finding.process.pid}`
}
