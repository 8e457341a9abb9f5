import { formatDuration, printable } from '@halfopen/core'
import type { LabMock, MockRequest } from '@halfopen/lab'

import { padTo, type Style, toned, widthOf } from '../../terminal/index.js'
import { exposureLines } from '../exposure.js'
import { type RouteRow, routeRows } from './routes.js'

/** What is printed when the mock has started: where it is, its front, its routes. */
export function startLines(mock: LabMock, file: string, style: Style): readonly string[] {
  return [
    `${toned(style, 'strong', mock.url)}  plays ${printable(file, 200)}`,
    frontLine(mock),
    ...exposureLines(mock.address, style),
    '',
    ...table(routeRows(mock.config), style),
    '',
    toned(style, 'quiet', 'Ctrl-C ends it. Each request:'),
  ]
}

function frontLine({ front, replaces }: LabMock): string {
  if (front === null) return 'no front: clients reach the mock itself'
  return `behind ${front}, which replaces ${replaces === 'all' ? 'every 4xx and 5xx body' : 'the error bodies that it replaces by default'}`
}

const HEADS: RouteRow = { method: 'METHOD', path: 'PATH', answer: 'ANSWER', faults: 'FAULTS' }
const COLUMNS = ['method', 'path', 'answer', 'faults'] as const

/** Longer cells are cut: a table is for looking at. */
const MAX_CELL = 60

function table(rows: readonly RouteRow[], style: Style): readonly string[] {
  const cells = [HEADS, ...rows].map((row) => COLUMNS.map((column) => printable(row[column], MAX_CELL)))
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))))
  const [head = '', ...lines] = cells.map((row) =>
    `  ${row.map((cell, column) => padTo(cell, widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
  return [toned(style, 'strong', head), ...lines]
}

/** `#12  GET /forbidden → 403 by the front · connection 3, its request 1 · 4ms` */
export function requestLine(request: MockRequest, style: Style): string {
  const { number, method, path, connection, numberOnConnection, tookMs } = request
  const what = `${printable(method, 32)} ${printable(path, 120)}`
  const where = `connection ${connection}, its request ${numberOnConnection} · ${formatDuration(tookMs ?? 0)}`
  return `  #${number} ${what} → ${outcome(request, style)} ${toned(style, 'quiet', `· ${where}`)}`
}

function outcome({ status, answeredBy }: MockRequest, style: Style): string {
  if (status === null) return toned(style, 'warning', 'no answer')
  return `${toned(style, status >= 400 ? 'warning' : 'good', String(status))}${answeredBy === 'front' ? ' by the front' : ''}`
}
