import { formatDuration } from '@halfopen/core'

import { isTrouble } from '../../report/index.js'
import { counted, fit, padTo, type Style, toned, widthOf } from '../../terminal/index.js'
import type { Page } from '../pages/index.js'
import { type Scene, SORT_TITLES, type SortBy } from '../scene/index.js'

const MEGABYTE = 1_000_000

/** The first line: where one is on the left, how the host is on the right, as much of it as fits. */
export function headerLine(scene: Scene, trail: readonly string[], frame: { columns: number; style: Style }): string {
  const { columns, style } = frame
  const left = [' halfopen', scene.host, ...(scene.only === '' ? [] : [`only ${scene.only}`]), ...trail].join(' › ')
  const right = hostFacts(scene).find((facts) => widthOf(left) + widthOf(facts) + 2 <= columns) ?? ''
  return style.inverse(padTo(left, columns - widthOf(right)) + right)
}

/** The same in fewer and fewer words. */
function hostFacts({ findings, processes, date }: Scene): readonly string[] {
  const sum = processes.reduce((total, view) => total + view.connections, 0)
  const connections = `${counted(sum, 'connection')} · `
  const troubles = findings.filter(isTrouble).length
  const found = troubles === 0 ? '' : `${counted(troubles, 'trouble')} · `
  const time = `${date.toISOString().slice(11, 19)}Z `
  const held = `${connections}${counted(processes.length, 'process', 'processes')} · `
  return [found + held + time, found + connections + time, found + time, time]
}

/** What watching costs; or that it does not work just now. */
export function costLine(scene: Scene, frame: { columns: number; style: Style; paused: boolean }): string {
  const { columns, style } = frame
  if (frame.paused) return toned(style, 'warning', fit(' paused: p goes on', columns))
  if (scene.failure !== undefined) {
    return toned(style, 'warning', fit(` cannot look: ${scene.failure.message} (${scene.failure.code})`, columns))
  }
  const { cost, scanMs, skipped, limits } = scene
  const facts = [
    `CPU ${cost.cpuPercent.toFixed(1)}%`,
    `RSS ${Math.round(cost.residentBytes / MEGABYTE)} MB`,
    `look ${formatDuration(scanMs)} each ${formatDuration(scene.intervalMs)}`,
    `${skipped} skipped`,
    ...(limits.length === 0 ? [] : ['not all can be seen: ?']),
  ]
  return toned(style, 'quiet', fit(` own cost: ${facts.join(' · ')}`, columns))
}

/** The last line: the keys that do something here, or the filter being typed. */
export function keysLine(
  page: Page,
  input: { filter: string; typing: boolean; sort: SortBy },
  frame: { columns: number; style: Style },
): string {
  const { columns, style } = frame
  if (input.typing) return fit(` filter: ${input.filter}▏  Enter keeps it, Esc clears it`, columns)
  const filter = input.filter === '' ? '/ filter' : `/ filter: ${input.filter}`
  const words = {
    home: `↑↓ move  ⏎ open  ${filter}  s sort: ${SORT_TITLES[input.sort]}  p pause  ? help  q quit`,
    process: '↑↓ move  ⏎ open  Esc back  p pause  ? help  q quit',
    group: '↑↓ scroll  Esc back  p pause  ? help  q quit',
    finding: '↑↓ scroll  Esc back  p pause  ? help  q quit',
    help: '↑↓ scroll  Esc back  q quit',
  }[page.kind]
  return toned(style, 'quiet', fit(` ${words}`, columns))
}
