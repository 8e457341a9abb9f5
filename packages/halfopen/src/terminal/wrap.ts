import { widthOf } from './width.js'

/** Breaks unstyled text into lines of at most `columns` columns, between words; a longer word is broken itself. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (widthOf(joined) <= columns) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = broken(word, columns)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

function broken(word: string, columns: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (piece !== '' && widthOf(piece + segment) > columns) {
      pieces.push(piece)
      piece = ''
    }
    piece += segment
  }
  return [...pieces, piece]
}
