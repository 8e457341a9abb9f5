import { type Finding, printable } from '@halfopen/core'

/** Longer than any honest command line that a person reads, shorter than an attack. */
const MAX_TEXT = 2000

/**
 * The finding with every text printable. Texts of processes are made printable
 * where they are read; this is the last door before a terminal or a file, and
 * it trusts nobody.
 */
export function printableFinding(finding: Finding): Finding {
  const { process, remedy } = finding
  return {
    ...finding,
    id: text(finding.id),
    process: {
      pid: process.pid,
      runtime: process.runtime,
      name: text(process.name),
      exe: text(process.exe),
      cmdline: text(process.cmdline),
      container: process.container === null ? null : text(process.container),
    },
    remote: finding.remote === null ? null : text(finding.remote),
    summary: text(finding.summary),
    evidence: finding.evidence.map(text),
    remedy: {
      summary: text(remedy.summary),
      code: remedy.code.split('\n').map(codeLine).join('\n'),
      cure: remedy.cure === null ? null : text(remedy.cure),
    },
  }
}

function text(value: string): string {
  return printable(value, MAX_TEXT)
}

/** Code keeps its indentation: a tab is no threat, but its width is anybody's guess. */
function codeLine(line: string): string {
  return printable(line.replaceAll('\t', '    '), MAX_TEXT)
}
