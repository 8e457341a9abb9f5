/** The largest value over the rows, 0 for none. A spread into Math.max would overflow the stack at 100,000 rows. */
export function largest(rows: readonly number[], of: (row: number) => number): number {
  let most = 0
  for (const row of rows) most = Math.max(most, of(row))
  return most
}

/** The smallest value over the rows, 0 for none. */
export function smallest(rows: readonly number[], of: (row: number) => number): number {
  let least = Number.POSITIVE_INFINITY
  for (const row of rows) least = Math.min(least, of(row))
  return rows.length === 0 ? 0 : least
}
