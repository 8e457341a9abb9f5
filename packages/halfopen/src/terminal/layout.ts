import { widthOf } from './width.js'
import { wrap } from './wrap.js'

/** Lines moved to the right; empty ones stay empty. */
export function indented(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(columns) + line))
}

/** A paragraph wrapped beside its head, with the later lines under the first: `• text`, `Remedy    text`. */
export function hung(head: string, text: string, width: number): readonly string[] {
  const columns = widthOf(head)
  return wrap(text, width - columns).map((line, index) => (index === 0 ? head : ' '.repeat(columns)) + line)
}
