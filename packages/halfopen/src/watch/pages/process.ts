import { type Finding, printable, type ProcessView } from '@halfopen/core'

import { findingKey } from '../../report/index.js'
import { fit, toned } from '../../terminal/index.js'
import { processOf, type Scene } from '../scene/index.js'
import { Table } from './columns.js'
import { FINDING_COLUMNS } from './finding-columns.js'
import { findingItem } from './home.js'
import { type Drawing, type Item, type PageContent, textPage } from './page.js'
import { descriptorsCell, groupColumns, useCell } from './process-columns.js'
import { spark } from './spark.js'

const TREND_COLUMNS = 30

export function processItems(key: string, scene: Scene): readonly Item[] {
  const view = processOf(scene, key)
  if (view === undefined) return []
  return [
    ...findingsOf(view, scene).map(findingItem),
    ...view.groups.map(
      (group): Item => ({ key: `group ${group.key}`, opens: { kind: 'group', processKey: key, key: group.key } }),
    ),
  ]
}

/** A process: what it is, what is wrong with it, and the groups of its connections. */
export function processPage(key: string, drawing: Drawing): PageContent {
  const { scene, columns, selected } = drawing
  const view = processOf(scene, key)
  if (view === undefined) return textPage(['  It has ended, or holds no connection any more.'], columns)
  const table = new Table(groupColumns(columns), drawing)
  const focus = view.groups.findIndex((group) => selected === `group ${group.key}`)
  return {
    head: [...facts(view, drawing), ...findingRows(findingsOf(view, scene), drawing), '', table.header()],
    rows: view.groups.length,
    row: (index) => {
      const group = view.groups[index]
      return group === undefined ? '' : table.row(group, index === focus)
    },
    focus: focus === -1 ? undefined : focus,
  }
}

function facts(view: ProcessView, { style, columns }: Drawing): readonly string[] {
  const { process, listeningOn } = view
  const container = process.container === null ? '' : `, container ${process.container}`
  const listening = listeningOn.length === 0 ? 'nothing' : listeningOn.join(', ')
  const rows: readonly (readonly [string, string])[] = [
    ['Command', process.cmdline === '' ? process.name : process.cmdline],
    ['Executable', `${process.exe === '' ? 'unknown' : process.exe} (${process.runtime}${container})`],
    ['Descriptors', `${descriptorsCell(view)}  ${useCell(view)}  ${spark(view.descriptorHistory, TREND_COLUMNS)}`],
    ['Listens on', listening],
  ]
  return rows.map(
    ([label, text]) =>
      toned(style, 'quiet', fit(`  ${label.padEnd(13)}`, columns)) + fit(printable(text, columns), columns - 15),
  )
}

function findingRows(findings: readonly Finding[], drawing: Drawing): readonly string[] {
  if (findings.length === 0) return []
  const table = new Table(FINDING_COLUMNS, drawing)
  return [
    '',
    table.header(),
    ...findings.map((finding) => table.row(finding, `finding ${findingKey(finding)}` === drawing.selected)),
  ]
}

function findingsOf(view: ProcessView, scene: Scene): readonly Finding[] {
  return scene.findings.filter((finding) => finding.process.pid === view.process.pid)
}
