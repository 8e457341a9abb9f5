import { hung, toned } from '../../terminal/index.js'
import { type Drawing, type PageContent, textPage } from './page.js'

const KEYS: readonly (readonly [string, string])[] = [
  ['↑ ↓  j k', 'move'],
  ['PgUp PgDn', 'move by a page'],
  ['Home End', 'first, last'],
  ['Enter →', 'open: a finding, a process, a group of its connections'],
  ['Esc ← Backspace', 'back'],
  ['/', 'filter by name, pid, port or address; Esc clears it'],
  ['s', 'sort by connections, CLOSE-WAIT, descriptors, name, pid'],
  ['p', 'pause: the view stands still, the looks go on'],
  ['?', 'this help'],
  ['q', 'quit'],
]

const WORDS: readonly (readonly [string, string])[] = [
  ['✖ ▲ ·', 'critical, warning, worth knowing'],
  ['ESTABLISHED', 'open in both directions'],
  ['CLOSE-WAIT', 'the peer has closed, this process has not yet'],
  ['SYN-SENT', 'connecting, no answer yet'],
  ['USE, TREND', 'descriptors in use of the limit, and their course over the last looks'],
  ['SILENT', 'time since data went either way'],
  ['TIMER', 'what the kernel has armed, when it fires, and how often it has'],
  ['SEGS OUT', 'segments with data sent: 1 for one small request'],
]

/** The keys, the words, and what could not be seen. */
export function helpPage({ scene, style, columns }: Drawing): PageContent {
  const width = Math.max(24, columns - 2)
  const section = (title: string, lines: readonly string[]) => [toned(style, 'strong', ` ${title}`), ...lines, '']
  const table = (rows: readonly (readonly [string, string])[]) =>
    rows.flatMap(([left, right]) => hung(`   ${left.padEnd(17)}`, right, width))
  const limits = scene.limits.flatMap((limit) => hung('   ', limit, width))
  const lines = [
    ...section('Keys', table(KEYS)),
    ...section('Words', table(WORDS)),
    ...(limits.length === 0 ? [] : section('What could not be seen', limits)),
  ]
  return textPage(lines, columns)
}
