import { type Connection, formatDuration } from '@halfopen/core'

import { countCell, countTone } from './cells.js'
import type { Column } from './columns.js'

/** Where all connections share one end, the other end comes first. */
export function connectionColumns(direction: 'inbound' | 'outbound'): readonly Column<Connection>[] {
  const local: Column<Connection> = {
    title: 'LOCAL',
    width: 15,
    maxWidth: 47,
    priority: direction === 'outbound' ? 1 : 9,
    cell: (c) => c.local,
  }
  const remote: Column<Connection> = {
    title: 'REMOTE',
    width: 15,
    maxWidth: 47,
    priority: direction === 'inbound' ? 1 : 9,
    cell: (c) => c.remote,
  }
  return [
    ...(direction === 'inbound' ? [remote, local] : [local, remote]),
    { title: 'STATE', width: 11, priority: 2, cell: ({ state }) => state },
    { title: 'SILENT', width: 7, align: 'right', priority: 3, cell: silence },
    {
      title: 'RECV-Q',
      width: 7,
      align: 'right',
      priority: 4,
      cell: (c) => countCell(c.receiveQueueBytes),
      tone: (c) => countTone(c.receiveQueueBytes),
    },
    {
      title: 'SEND-Q',
      width: 7,
      align: 'right',
      priority: 5,
      cell: (c) => countCell(c.sendQueueBytes),
      tone: (c) => countTone(c.sendQueueBytes),
    },
    {
      title: 'TIMER',
      width: 18,
      priority: 6,
      cell: timerCell,
      tone: (c) => (c.timer.kind === 'none' ? 'quiet' : 'plain'),
    },
    {
      title: 'SEGS OUT',
      width: 8,
      align: 'right',
      priority: 10,
      cell: ({ info }) => (info === null ? '?' : String(info.dataSegmentsOut)),
    },
    {
      title: 'RTT',
      width: 7,
      align: 'right',
      priority: 11,
      cell: ({ info }) => (info === null ? '?' : `${info.rttMs.toFixed(1)}ms`),
    },
  ]
}

/** Time since data went either way. */
function silence({ info }: Connection): string {
  return info === null ? '?' : formatDuration(Math.min(info.lastDataSentMs, info.lastDataReceivedMs))
}

/** What is armed and when it fires: `keep-alive 45s`, `retransmit 3.2s ×4` after four of them. */
export function timerCell({ timer }: Connection): string {
  const due = formatDuration(timer.expiresMs) + (timer.retries > 0 ? ` ×${timer.retries}` : '')
  switch (timer.kind) {
    case 'none':
      return 'none'
    case 'keepAlive':
      return `keep-alive ${due}`
    case 'retransmit':
      return `retransmit ${due}`
    case 'zeroWindow':
      return `zero window ${due}`
    case 'timeWait':
      return `TIME-WAIT ${due}`
  }
}
