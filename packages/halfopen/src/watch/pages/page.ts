import { fit, type Style } from '../../terminal/index.js'
import type { Scene, SortBy } from '../scene/index.js'

/** What can fill the screen. Pages name things by key: what they show may end while it is shown. */
export type Page =
  | { readonly kind: 'home' }
  | { readonly kind: 'help' }
  | { readonly kind: 'finding'; readonly key: string }
  | { readonly kind: 'process'; readonly key: string }
  | { readonly kind: 'group'; readonly processKey: string; readonly key: string }

export interface Settings {
  readonly filter: string
  readonly sort: SortBy
}

/** Something on a page that the cursor can stand on and that enter opens. */
export interface Item {
  readonly key: string
  readonly opens: Page
}

/** What a page is drawn from. */
export interface Drawing {
  readonly scene: Scene
  readonly settings: Settings
  readonly style: Style
  /** Room for the page, without the frame around it. */
  readonly columns: number
  readonly rows: number
  /** Key of the item under the cursor. */
  readonly selected: string | undefined
}

export interface PageContent {
  /** Lines at the top that stay. */
  readonly head: readonly string[]
  /** How many rows scroll beneath. */
  readonly rows: number
  /** One of these rows; only the visible ones are ever asked for. */
  row(index: number): string
  /** The row under the cursor; undefined where the cursor is in the head, or where there is none. */
  readonly focus: number | undefined
}

/** A page of lines that are all known beforehand. */
export function textPage(lines: readonly string[], columns: number): PageContent {
  return { head: [], rows: lines.length, row: (index) => fit(lines[index] ?? '', columns), focus: undefined }
}
