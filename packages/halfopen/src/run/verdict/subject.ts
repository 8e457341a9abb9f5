import type { Finding, Snapshot } from '@halfopen/core'

import type { LastWord } from './last-words.js'

/** A runner ends this soon after its last worker: it writes its summary. */
const TOGETHER_MS = 1000

/** What a process held when it ended, and whether it held it at a server of the process that had started it. */
export interface Ended extends LastWord {
  readonly atAncestor: ReadonlySet<Finding>
}

/** Which of the findings are about connections to a server in a process from which this one descends. */
export function atAncestor(word: LastWord, { listeners, processes }: Snapshot, ancestors: readonly number[]): Ended {
  const owned = listeners.filter(({ owners }) => owners.some((at) => ancestors.includes(processes[at]?.pid ?? 0)))
  const ports = new Set(owned.map(({ port }) => port))
  const isTheirs = ({ remote }: Finding) => ports.has(Number(remote?.split(':').at(-1)))
  return { ...word, atAncestor: new Set(word.findings.filter(isTheirs)) }
}

/**
 * A process that ended while the command went on, and left its responses at a server of the test that had started it,
 * is what that test was about: it was meant to leak. Worth knowing, no trouble.
 */
export function judgedAs(finding: Finding, { atAncestor, endedMs }: Ended, commandEndedMs: number): Finding {
  if (!atAncestor.has(finding) || commandEndedMs - endedMs < TOGETHER_MS) return finding
  const why = `it ended ${Math.round((commandEndedMs - endedMs) / 1000)}s before the command, and a process that had started it serves ${finding.remote}: taken for the subject of a test`
  return { ...finding, severity: 'info', confidence: 'possible', evidence: [...finding.evidence, why] }
}
