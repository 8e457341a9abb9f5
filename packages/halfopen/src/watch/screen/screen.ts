import type { Output } from '../../host/index.js'
import { widthOf } from '../../terminal/index.js'

export interface Size {
  readonly columns: number
  readonly rows: number
}

// DEC private modes (xterm's ctlseqs): 1049 the alternate screen, 25 the cursor, 7 line wrap, 2026 synchronised output.
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J'
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l'
const BEGIN_FRAME = '\u001b[?2026h'
const END_FRAME = '\u001b[?2026l'
const CLEAR = '\u001b[2J'
const ERASE_REST = '\u001b[K'

/** The terminal as a sheet of lines: only those that changed are written. */
export class Screen {
  #entered = false
  #shown: readonly string[] = []
  #shownSize: Size = { columns: 0, rows: 0 }

  constructor(readonly out: Output) {}

  get size(): Size {
    return { columns: this.out.columns ?? 80, rows: this.out.rows ?? 24 }
  }

  enter(): void {
    if (this.#entered) return
    this.#entered = true
    this.forget()
    this.out.write(ENTER)
  }

  /** Gives the terminal back as it was. Safe to call from anywhere, any number of times. */
  leave(): void {
    if (!this.#entered) return
    this.#entered = false
    this.out.write(LEAVE)
  }

  /** The next frame is written whole: somebody else may have written to the terminal. */
  forget(): void {
    this.#shown = []
    this.#shownSize = { columns: 0, rows: 0 }
  }

  draw(lines: readonly string[]): void {
    if (!this.#entered) return
    const { columns, rows } = this.size
    const isSameSize = columns === this.#shownSize.columns && rows === this.#shownSize.rows
    const before = isSameSize ? this.#shown : []
    const changed = lines.flatMap((line, row) => (line === before[row] ? [] : [placed(line, row, columns)]))
    this.#shown = lines
    this.#shownSize = { columns, rows }
    if (changed.length === 0) return
    this.out.write(`${BEGIN_FRAME}${isSameSize ? '' : CLEAR}${changed.join('')}${END_FRAME}`)
  }
}

/** A line as wide as the terminal leaves nothing to erase, and erasing there would take its last column. */
function placed(line: string, row: number, columns: number): string {
  return `\u001b[${row + 1};1H${line}${widthOf(line) < columns ? ERASE_REST : ''}`
}
