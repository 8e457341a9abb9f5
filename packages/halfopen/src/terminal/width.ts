import stringWidth from 'string-width'

// Almost every text here is ASCII, for which its length is its width: the watcher draws a thousand cells a second.
const ASCII = /^[\x20-\x7e]*$/
/** What styles a text (SGR, ECMA-48 §8.3.117) and takes no room. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const STYLES = /(\u001b\[[\d;]*m)/
const ELLIPSIS = '…'
const segmenter = new Intl.Segmenter()

/** Columns that the text takes on a terminal; its colours take none. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text)
}

/** The text in at most `columns` columns, cut with an ellipsis; its colours end where they ended. */
export function fit(text: string, columns: number): string {
  if (columns <= 0) return ''
  if (ASCII.test(text)) return text.length <= columns ? text : text.slice(0, columns - 1) + ELLIPSIS
  return stringWidth(text) <= columns ? text : cut(text, columns - 1)
}

/** The text in exactly `columns` columns: cut where it is too long, padded where it is too short. */
export function padTo(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const fitting = fit(text, columns)
  const gap = ' '.repeat(Math.max(0, columns - widthOf(fitting)))
  return align === 'left' ? fitting + gap : gap + fitting
}

function cut(text: string, columns: number): string {
  let kept = ''
  let room = columns
  for (const part of text.split(STYLES)) {
    if (STYLES.test(part)) {
      kept += part
      continue
    }
    for (const { segment } of segmenter.segment(part)) {
      if (room < 0) break
      const width = widthOf(segment)
      kept += width <= room ? segment : ELLIPSIS
      room = width <= room ? room - width : -1
    }
  }
  return kept
}
