import type { Style } from '../../terminal/index.js'
import { contentOf, itemsOf, type Item, type Page, titleOfPage } from '../pages/index.js'
import { nextSort, type Scene, type SortBy } from '../scene/index.js'
import type { Key, Size } from '../screen/index.js'
import { type Cursor, follow, moved, scroll, START } from './cursor.js'
import { costLine, headerLine, keysLine } from './frame.js'

/** What a key asks of whoever owns the terminal. */
export type Wish = 'draw' | 'redraw' | 'quit' | 'suspend'

interface Open {
  readonly page: Page
  cursor: Cursor
}

/** Longer filters match nothing. */
const MAX_FILTER = 60

/** What is on the screen: takes scenes and keys, gives frames. Knows no terminal. */
export class View {
  /** The way from home to the page that is shown. */
  #stack: Open[] = [{ page: { kind: 'home' }, cursor: START }]
  #scene: Scene
  #filter = ''
  #typing = false
  #sort: SortBy = 'connections'
  #paused = false
  /** What the last frame showed: the keys move on it. */
  #shown: { items: readonly Item[]; visible: number; total: number } = { items: [], visible: 1, total: 0 }

  constructor(
    scene: Scene,
    readonly style: Style,
  ) {
    this.#scene = scene
  }

  show(scene: Scene): void {
    if (!this.#paused) this.#scene = scene
  }

  press(key: Key): Wish {
    if (key.kind === 'interrupt') return 'quit'
    if (key.kind === 'suspend') return 'suspend'
    if (key.kind === 'redraw') return 'redraw'
    return this.#typing ? this.#type(key) : this.#act(key)
  }

  /** Exactly as many lines as the terminal has rows, none wider than the terminal. */
  frame({ columns, rows }: Size): readonly string[] {
    const frame = { columns, style: this.style, paused: this.#paused }
    const input = { filter: this.#filter, typing: this.#typing, sort: this.#sort }
    const trail = this.#stack.slice(1).map(({ page }) => titleOfPage(page, this.#scene))
    const lines = [
      headerLine(this.#scene, trail, frame),
      ...this.#body({ columns, rows: Math.max(0, rows - 3) }),
      costLine(this.#scene, frame),
      keysLine(this.#top.page, input, frame),
    ]
    return lines.slice(0, rows)
  }

  get #top(): Open {
    const open = this.#stack.at(-1)
    if (open === undefined) throw new Error('the home page is never closed')
    return open
  }

  #body({ columns, rows }: Size): readonly string[] {
    const open = this.#top
    const settings = { filter: this.#filter, sort: this.#sort }
    const items = itemsOf(open.page, this.#scene, settings)
    const cursor = follow(open.cursor, items)
    const drawing = { scene: this.#scene, settings, style: this.style, columns, rows, selected: cursor.selected }
    const content = contentOf(open.page, drawing)
    const head = content.head.slice(0, rows)
    const visible = rows - head.length
    open.cursor = scroll(cursor, { focus: content.focus, total: content.rows, visible })
    this.#shown = { items, visible: Math.max(1, visible), total: content.rows }
    const { top } = open.cursor
    const body = Array.from({ length: visible }, (_, row) => (top + row < content.rows ? content.row(top + row) : ''))
    return [...head, ...body]
  }

  #type(key: Key): Wish {
    switch (key.kind) {
      case 'character':
        this.#filter = (this.#filter + key.text).slice(0, MAX_FILTER)
        break
      case 'backspace':
        this.#filter = Array.from(this.#filter).slice(0, -1).join('')
        break
      case 'erase-line':
        this.#filter = ''
        break
      case 'escape':
        this.#filter = ''
        this.#typing = false
        break
      case 'enter':
        this.#typing = false
        break
      default:
        return this.#act(key)
    }
    return 'draw'
  }

  #act(key: Key): Wish {
    switch (key.kind) {
      case 'up':
      case 'down':
      case 'page-up':
      case 'page-down':
      case 'home':
      case 'end':
        this.#top.cursor = moved(this.#top.cursor, key.kind, this.#shown)
        return 'draw'
      case 'enter':
        return this.#enter()
      case 'escape':
      case 'backspace':
        return this.#back()
      case 'character':
        return this.#command(key.text)
      default:
        return 'draw'
    }
  }

  #command(text: string): Wish {
    switch (text) {
      case 'q':
        return 'quit'
      case 'j':
        return this.#act({ kind: 'down' })
      case 'k':
        return this.#act({ kind: 'up' })
      case 'g':
        return this.#act({ kind: 'home' })
      case 'G':
        return this.#act({ kind: 'end' })
      case 'l':
        return this.#enter()
      case 'h':
        return this.#back()
      case '?':
        return this.#help()
      case 'p':
        this.#paused = !this.#paused
        return 'draw'
      case 's':
        if (this.#top.page.kind === 'home') this.#sort = nextSort(this.#sort)
        return 'draw'
      case '/':
        this.#typing = this.#top.page.kind === 'home'
        return 'draw'
      default:
        return 'draw'
    }
  }

  #enter(): Wish {
    const item = this.#shown.items.find(({ key }) => key === this.#top.cursor.selected)
    if (item !== undefined) this.#stack.push({ page: item.opens, cursor: START })
    return 'draw'
  }

  #back(): Wish {
    if (this.#stack.length > 1) this.#stack.pop()
    else this.#filter = ''
    return 'draw'
  }

  #help(): Wish {
    if (this.#top.page.kind === 'help') return this.#back()
    this.#stack.push({ page: { kind: 'help' }, cursor: START })
    return 'draw'
  }
}
