import { padTo, type Style, type Tone, toned, widthOf, wrap } from '../../terminal/index.js'

/** A row of the table: its label and a cell for each client. */
export interface Row {
  readonly label: string
  readonly cells: readonly string[]
  /** `head` and `differs` are set off; what is equal, and what only measures, keeps quiet. */
  readonly kind: 'head' | 'differs' | 'equal'
  /** Of single cells, where they say more than that they differ. */
  readonly tones?: readonly Tone[]
}

export interface TableLayout {
  readonly style: Style
  readonly width: number
}

const GAP = 2
const MARK = 2
/** In a narrower column words are torn apart. */
const LEAST_COLUMN = 14

/** The clients side by side, or one below the other where the page is too narrow for that. */
export function tableLines(rows: readonly Row[], layout: TableLayout): readonly string[] {
  const clients = Math.max(1, ...rows.map(({ cells }) => cells.length))
  const label = Math.max(...rows.map((row) => widthOf(row.label)))
  const room = Math.floor((layout.width - MARK - label) / clients) - GAP
  if (room < LEAST_COLUMN) return rows.flatMap((row) => stacked(row, rows[0], layout))
  const widest = (column: number) => Math.max(...rows.map(({ cells }) => widthOf(cells[column] ?? '')))
  const widths = Array.from({ length: clients }, (_, column) => Math.min(room, widest(column)))
  return rows.flatMap((row) => sideBySide(row, { label, widths }, layout.style))
}

function sideBySide(row: Row, { label, widths }: { label: number; widths: readonly number[] }, style: Style) {
  const cells = row.cells.map((cell, column) => wrap(cell, widths[column] ?? LEAST_COLUMN))
  const height = Math.max(1, ...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, line) => {
    const head = line === 0 ? `${markOf(row)}${padTo(row.label, label)}` : ' '.repeat(MARK + label)
    const columns = cells.map((lines, column) =>
      toneCell(row, column, padTo(lines[line] ?? '', widths[column] ?? 0), style),
    )
    return [toned(style, row.kind === 'equal' ? 'quiet' : 'plain', head), ...columns].join(' '.repeat(GAP)).trimEnd()
  })
}

/** `TCP keep-alive`, and below it a line for each client. */
function stacked(row: Row, heads: Row | undefined, { style, width }: TableLayout): readonly string[] {
  if (row.kind === 'head') return []
  const lines = row.cells.flatMap((cell, column) => {
    const head = `    ${heads?.cells[column] ?? ''}  `
    return wrap(cell, Math.max(LEAST_COLUMN, width - widthOf(head))).map(
      (line, index) => (index === 0 ? head : ' '.repeat(widthOf(head))) + toneCell(row, column, line, style),
    )
  })
  return [toned(style, row.kind === 'equal' ? 'quiet' : 'plain', markOf(row) + row.label), ...lines]
}

const markOf = ({ kind }: Row): string => (kind === 'differs' ? '≠ ' : '  ')

function toneCell({ kind, tones }: Row, column: number, text: string, style: Style): string {
  return toned(style, tones?.[column] ?? (kind === 'equal' ? 'quiet' : 'strong'), text)
}
