import type { GroupView, ProcessView, TcpState } from '@halfopen/core'
import { formatDuration } from '@halfopen/core'

import type { Tone } from '../../terminal/index.js'
import { countCell, countTone, limitCell, otherStates, useTone } from './cells.js'
import type { Column } from './columns.js'
import { spark } from './spark.js'

type Counted = Pick<ProcessView, 'states' | 'connections'>

/** From this width on there is room for the states' full names. */
const WIDE = 100

export interface ProcessColumnsOptions {
  readonly columns: number
  /** Digits of the longest pid. */
  readonly pidWidth: number
  /** A process with a finding is seen from afar. */
  readonly toneOf: (view: ProcessView) => Tone
}

export function processColumns({ columns, pidWidth, toneOf }: ProcessColumnsOptions): readonly Column<ProcessView>[] {
  return [
    {
      title: 'PID',
      width: Math.max(3, pidWidth),
      align: 'right',
      priority: 1,
      cell: ({ process }) => String(process.pid),
      tone: toneOf,
    },
    { title: 'NAME', width: 10, maxWidth: 24, priority: 2, cell: ({ process }) => process.name, tone: toneOf },
    ...stateColumns(columns),
    { title: 'DESCRIPTORS', width: 11, align: 'right', priority: 5, cell: descriptorsCell },
    {
      title: 'USE',
      width: 4,
      align: 'right',
      priority: 6,
      cell: useCell,
      tone: (view) => useTone(percentUsed(view) ?? 0),
    },
    {
      title: 'TREND',
      width: 6,
      maxWidth: 20,
      priority: 9,
      cell: (view, width) => spark(view.descriptorHistory, width),
      tone: () => 'info',
    },
    {
      title: 'LISTENS ON',
      width: 10,
      maxWidth: 40,
      priority: 10,
      cell: ({ listeningOn }) => listeningOn.join(' '),
      tone: () => 'quiet',
    },
  ]
}

export function groupColumns(columns: number): readonly Column<GroupView>[] {
  return [
    { title: 'CONNECTIONS OF A GROUP', width: 24, maxWidth: 48, priority: 1, cell: groupName },
    ...stateColumns(columns),
    {
      title: 'SILENT FOR',
      width: 10,
      align: 'right',
      priority: 6,
      cell: ({ oldestSilenceMs: ms }) => (ms === null ? '?' : formatDuration(ms)),
    },
  ]
}

/** `→ 127.0.0.1:18102` for what the process opened, `← port 8080` for what it accepted. */
export function groupName({ remote, localPort }: GroupView): string {
  return remote === null ? `← port ${localPort ?? '?'}` : `→ ${remote}`
}

function stateColumns(columns: number): readonly Column<Counted>[] {
  const isWide = columns >= WIDE
  return [
    numeric(isWide ? 'CONNECTIONS' : 'CONN', 3, ({ connections }) => connections),
    numeric(isWide ? 'ESTABLISHED' : 'ESTAB', 7, inState('ESTABLISHED')),
    numeric('CLOSE-WAIT', 4, inState('CLOSE-WAIT')),
    numeric('SYN-SENT', 8, inState('SYN-SENT')),
    numeric('OTHER', 8, ({ states }) => otherStates(states)),
  ]
}

function numeric(title: string, priority: number, value: (row: Counted) => number): Column<Counted> {
  const width = Math.max(5, title.length)
  return {
    title,
    width,
    align: 'right',
    priority,
    cell: (row) => countCell(value(row)),
    tone: (row) => countTone(value(row)),
  }
}

function inState(state: TcpState): (row: Counted) => number {
  return ({ states }) => states[state] ?? 0
}

export function descriptorsCell({ process: { descriptors } }: ProcessView): string {
  return descriptors === null ? '?' : `${descriptors.used}/${limitCell(descriptors.limit)}`
}

export function useCell(view: ProcessView): string {
  const percent = percentUsed(view)
  return percent === undefined ? '?' : `${Math.round(percent)}%`
}

function percentUsed({ process: { descriptors } }: ProcessView): number | undefined {
  return descriptors === null ? undefined : (100 * descriptors.used) / Math.max(1, descriptors.limit)
}
