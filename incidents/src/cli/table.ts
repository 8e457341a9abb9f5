import type { Verdict } from '../runner/index.js'

/** One row a variant: how often it passed, how long it took, what was found the last time. */
export function table(verdicts: Verdict[]): string {
  const rows = [...grouped(verdicts)].map(([name, group]) => {
    const passed = group.filter((verdict) => verdict.passed).length
    const seconds = Math.max(...group.map((verdict) => verdict.seconds)).toFixed(1)
    const last = group.at(-1)
    return [
      name,
      passed === group.length ? 'PASS' : 'FAIL',
      `${passed}/${group.length}`,
      `${seconds} s`,
      last?.found ?? '',
    ]
  })
  return align([['incident', 'result', 'passed', 'longest', 'found'], ...rows])
}

function grouped(verdicts: Verdict[]): Map<string, Verdict[]> {
  const groups = new Map<string, Verdict[]>()
  for (const verdict of verdicts) {
    const name = `${verdict.incident}/${verdict.variant}`
    groups.set(name, [...(groups.get(name) ?? []), verdict])
  }
  return groups
}

function align(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
