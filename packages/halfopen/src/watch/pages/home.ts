import type { Finding, ProcessView } from '@halfopen/core'

import { findingKey, isTrouble, severityTone } from '../../report/index.js'
import { padTo, type Tone, toned } from '../../terminal/index.js'
import { matchesFinding, matchesProcess, type Scene, sorted } from '../scene/index.js'
import { Table } from './columns.js'
import { FINDING_COLUMNS } from './finding-columns.js'
import type { Drawing, Item, PageContent, Settings } from './page.js'
import { processColumns } from './process-columns.js'

/** The findings never take more than this share of the page: the processes are why one scrolls. */
const FINDINGS_SHARE = 0.4
const MIN_FINDINGS_ROWS = 3

export function homeItems(scene: Scene, settings: Settings): readonly Item[] {
  return [
    ...findingsOf(scene, settings).map((finding): Item => findingItem(finding)),
    ...processesOf(scene, settings).map(
      ({ key }): Item => ({ key: `process ${key}`, opens: { kind: 'process', key } }),
    ),
  ]
}

export function findingItem(finding: Finding): Item {
  const key = findingKey(finding)
  return { key: `finding ${key}`, opens: { kind: 'finding', key } }
}

/** Findings on top, the processes beneath. */
export function homePage(drawing: Drawing): PageContent {
  const { scene, settings, selected } = drawing
  const views = processesOf(scene, settings)
  const pidWidth = String(Math.max(0, ...views.map(({ process }) => process.pid))).length
  const toneOf = toneByFindings(scene)
  const table = new Table(processColumns({ columns: drawing.columns, pidWidth, toneOf }), drawing)
  const focus = views.findIndex(({ key }) => selected === `process ${key}`)
  return {
    head: [...findingLines(drawing), '', table.header()],
    rows: views.length,
    row: (index) => {
      const view = views[index]
      return view === undefined ? '' : table.row(view, index === focus)
    },
    focus: focus === -1 ? undefined : focus,
  }
}

/** The findings are sorted, worst first: the first one of a process is its worst. */
function toneByFindings({ findings }: Scene): (view: ProcessView) => Tone {
  const tones = new Map<number, Tone>()
  for (const finding of findings.filter(isTrouble)) {
    if (!tones.has(finding.process.pid)) tones.set(finding.process.pid, severityTone(finding.severity))
  }
  return ({ process }) => tones.get(process.pid) ?? 'plain'
}

function findingLines(drawing: Drawing): readonly string[] {
  const { scene, settings, style, columns, selected } = drawing
  const findings = findingsOf(scene, settings)
  if (findings.length === 0) return [calmLine(drawing)]
  const table = new Table(FINDING_COLUMNS, { columns, style })
  const room = Math.max(MIN_FINDINGS_ROWS, Math.floor(drawing.rows * FINDINGS_SHARE))
  const focus = Math.max(
    0,
    findings.findIndex((finding) => findingItem(finding).key === selected),
  )
  const top = Math.max(0, Math.min(focus - room + 1, findings.length - room))
  const shown = findings.slice(top, top + room)
  const hidden = findings.length - shown.length
  return [
    table.header(),
    ...shown.map((finding) => table.row(finding, findingItem(finding).key === selected)),
    ...(hidden === 0 ? [] : [toned(style, 'quiet', padTo(`    and ${hidden} more`, columns))]),
  ]
}

function calmLine({ scene, settings, style, columns }: Drawing): string {
  if (scene.looks === 0) return toned(style, 'quiet', padTo('  Looking for the first time …', columns))
  const where = settings.filter === '' ? '' : ' where the filter looks'
  return toned(style, 'good', padTo(`  ✔ Nothing is wrong${where}.`, columns))
}

function findingsOf(scene: Scene, { filter }: Settings): readonly Finding[] {
  return scene.findings.filter((finding) => matchesFinding(finding, filter))
}

function processesOf(scene: Scene, { filter, sort }: Settings) {
  return sorted(
    scene.processes.filter((view) => matchesProcess(view, filter)),
    sort,
  )
}
