import { printable } from '@halfopen/core'

import { padTo, type Style, type Tone, toned } from '../../terminal/index.js'

/** A column of a table. */
export interface Column<Row> {
  readonly title: string
  readonly width: number
  /** May grow to this width where there is room. */
  readonly maxWidth?: number
  readonly align?: 'left' | 'right'
  /** The narrower the terminal, the fewer columns; 1 is the last to go. */
  readonly priority: number
  readonly cell: (row: Row, width: number) => string
  readonly tone?: (row: Row) => Tone
}

interface Placed<Row> {
  readonly column: Column<Row>
  readonly width: number
}

/** Before each row: whether the cursor is on it, also where there are no colours. */
const CURSOR = '▸ '
const NO_CURSOR = '  '
const GAP = 1

/** A table that always fits its width: columns that do not fit are left out, those that may grow fill the rest. */
export class Table<Row> {
  readonly #placed: readonly Placed<Row>[]

  constructor(
    columns: readonly Column<Row>[],
    readonly room: { readonly columns: number; readonly style: Style },
  ) {
    this.#placed = grown(chosen(columns, room.columns - CURSOR.length), room.columns - CURSOR.length)
  }

  header(): string {
    const titles = this.#placed.map(({ column, width }) => padTo(column.title, width, column.align))
    return this.#line(NO_CURSOR + titles.join(' '), 'quiet')
  }

  row(row: Row, isSelected: boolean): string {
    const cells = this.#placed.map(({ column, width }) => ({
      // Names of processes were made printable where they were read; the last door before the terminal trusts nobody.
      text: padTo(printable(column.cell(row, width)), width, column.align),
      tone: column.tone?.(row) ?? 'plain',
    }))
    // One colour at a time: inverted cells of many colours are a carnival.
    if (isSelected)
      return this.room.style.inverse(this.#line(CURSOR + cells.map(({ text }) => text).join(' '), 'plain'))
    const line = NO_CURSOR + cells.map(({ text, tone }) => toned(this.room.style, tone, text)).join(' ')
    return this.room.columns < CURSOR.length + 1 ? '' : line
  }

  #line(text: string, tone: Tone): string {
    return toned(this.room.style, tone, padTo(text, this.room.columns))
  }
}

function chosen<Row>(columns: readonly Column<Row>[], room: number): readonly Column<Row>[] {
  const byPriority = columns.toSorted((a, b) => a.priority - b.priority)
  const kept = new Set<Column<Row>>()
  let used = -GAP
  for (const column of byPriority) {
    if (used + GAP + column.width > room) break
    used += GAP + column.width
    kept.add(column)
  }
  return columns.filter((column) => kept.has(column))
}

/** The most important column grows first. */
function grown<Row>(columns: readonly Column<Row>[], room: number): readonly Placed<Row>[] {
  let spare = room - columns.reduce((sum, { width }) => sum + width + GAP, -GAP)
  const widths = new Map(columns.map((column) => [column, column.width]))
  for (const column of columns.toSorted((a, b) => a.priority - b.priority)) {
    const more = Math.max(0, Math.min(spare, (column.maxWidth ?? column.width) - column.width))
    widths.set(column, column.width + more)
    spare -= more
  }
  return columns.map((column) => ({ column, width: widths.get(column) ?? column.width }))
}
