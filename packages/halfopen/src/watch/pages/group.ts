import type { StateCounts } from '@halfopen/core'
import { count } from '@halfopen/core'

import { fit, toned } from '../../terminal/index.js'
import { groupOf, processOf } from '../scene/index.js'
import { Table } from './columns.js'
import { connectionColumns } from './connection-columns.js'
import { type Drawing, type PageContent, textPage } from './page.js'

/** The single connections of a group, the longest silent first. */
export function groupPage(page: { processKey: string; key: string }, drawing: Drawing): PageContent {
  const { scene, columns, style } = drawing
  const group = groupOf(processOf(scene, page.processKey), page.key)
  if (group === undefined) return textPage(['  No connection of this group is left.'], columns)
  const table = new Table(connectionColumns(group.direction), drawing)
  const summary = `  ${count(group.connections, 'connection')}: ${statesWords(group.states)}`
  return {
    head: [toned(style, 'quiet', fit(summary, columns)), '', table.header()],
    rows: group.connections,
    row: (index) => {
      // Only as many as are needed to reach this row: the rest stays in its columns.
      const connection = scene.connections(page.key, index + 1)[index]
      return connection === undefined ? '' : table.row(connection, false)
    },
    focus: undefined,
  }
}

function statesWords(states: StateCounts): string {
  const words = Object.entries(states).flatMap(([state, n]) => (n > 0 ? [`${n} ${state}`] : []))
  return words.join(', ')
}
