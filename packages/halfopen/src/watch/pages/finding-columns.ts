import { type Finding, formatDuration } from '@halfopen/core'

import { severityMark, severityTone, whereOf } from '../../report/index.js'
import type { Column } from './columns.js'

/** A finding in one row. */
export const FINDING_COLUMNS: readonly Column<Finding>[] = [
  { title: '', width: 1, priority: 1, cell: ({ severity }) => severityMark(severity), tone: toneOf },
  { title: 'FINDINGS', width: 17, priority: 2, cell: ({ cause }) => cause, tone: toneOf },
  { title: 'WHERE', width: 12, maxWidth: 64, priority: 3, cell: whereOf },
  { title: 'CONN', width: 5, align: 'right', priority: 4, cell: ({ connections }) => String(connections) },
  {
    title: 'OLDEST',
    width: 7,
    align: 'right',
    priority: 5,
    cell: ({ oldestMs }) => (oldestMs > 0 ? formatDuration(oldestMs) : ''),
  },
  { title: 'RUNS OUT IN', width: 11, align: 'right', priority: 6, cell: runsOutIn, tone: toneOf },
]

function toneOf({ severity }: Finding) {
  return severity === 'info' ? 'quiet' : severityTone(severity)
}

function runsOutIn({ forecast }: Finding): string {
  if (forecast === null || forecast.exhaustedInMs === null) return ''
  return forecast.exhaustedInMs === 0 ? 'now' : formatDuration(forecast.exhaustedInMs)
}
