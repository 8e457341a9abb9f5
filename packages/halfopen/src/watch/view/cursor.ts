import type { Key } from '../screen/index.js'

/** Where one stands on a page. */
export interface Cursor {
  /** Key of the item under the cursor: the cursor stays with it when rows come and go. */
  readonly selected: string | undefined
  /** Its place, for when it ends: the cursor then takes what moved there. */
  readonly index: number
  /** First visible row. */
  readonly top: number
  /** Until a hand moves it, it stays at the start, where the next finding appears. */
  readonly placed: 'at-start' | 'by-hand'
}

export const START: Cursor = { selected: undefined, index: 0, top: 0, placed: 'at-start' }

export type Move = Extract<Key['kind'], 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end'>

/** Follows the item under the cursor to its new place, or stays where it is when that is gone. */
export function follow(cursor: Cursor, items: readonly { readonly key: string }[]): Cursor {
  const found = cursor.placed === 'at-start' ? 0 : items.findIndex(({ key }) => key === cursor.selected)
  const index = found === -1 ? Math.max(0, Math.min(cursor.index, items.length - 1)) : found
  return { ...cursor, index, selected: items[index]?.key }
}

/** Scrolls as little as needed for `focus` to be visible. */
export function scroll(cursor: Cursor, rows: { focus: number | undefined; total: number; visible: number }): Cursor {
  const { focus, total, visible } = rows
  let { top } = cursor
  if (focus !== undefined) top = Math.min(Math.max(top, focus - visible + 1), focus)
  return { ...cursor, top: Math.max(0, Math.min(top, total - visible)) }
}

/** On a page of items the cursor moves, on a page of text the text does. */
export function moved(
  cursor: Cursor,
  by: Move,
  page: { items: readonly { readonly key: string }[]; visible: number; total: number },
): Cursor {
  const { items, visible, total } = page
  if (items.length === 0) return { ...cursor, top: step(cursor.top, by, visible, total - visible) }
  const index = step(cursor.index, by, visible, items.length - 1)
  return { ...cursor, index, selected: items[index]?.key, placed: 'by-hand' }
}

function step(from: number, by: Move, page: number, last: number): number {
  const distance = { up: -1, down: 1, 'page-up': -page, 'page-down': page, home: -Infinity, end: Infinity }[by]
  return Math.max(0, Math.min(from + distance, last))
}
