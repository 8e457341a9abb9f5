import { findingKey, findingLines } from '../../report/index.js'
import { type Drawing, type PageContent, textPage } from './page.js'

const MAX_WIDTH = 110
const MIN_WIDTH = 24

/** The full explanation of a finding. */
export function findingPage(key: string, { scene, style, columns }: Drawing): PageContent {
  const finding = scene.findings.find((candidate) => findingKey(candidate) === key)
  if (finding === undefined) return textPage(['  It is gone: at the last look this was no longer so.'], columns)
  const width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns - 2))
  const lines = findingLines(finding, { style, width }).map((line) => ` ${line}`)
  return textPage(lines, columns)
}
