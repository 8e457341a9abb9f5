import type { ProcessView } from '@halfopen/core'

export type SortBy = 'connections' | 'close-wait' | 'descriptors' | 'name' | 'pid'

/** The column by which the processes are sorted, by its title. */
export const SORT_TITLES: Readonly<Record<SortBy, string>> = {
  connections: 'connections',
  'close-wait': 'CLOSE-WAIT',
  descriptors: 'descriptors in use',
  name: 'name',
  pid: 'pid',
}

const ORDER = Object.keys(SORT_TITLES) as SortBy[]

export function nextSort(sort: SortBy): SortBy {
  return ORDER[(ORDER.indexOf(sort) + 1) % ORDER.length] ?? 'connections'
}

/** Most first, names in their order; the pid decides between equals, so that rows do not dance. */
export function sorted(views: readonly ProcessView[], by: SortBy): readonly ProcessView[] {
  return views.toSorted((a, b) => compare(a, b, by) || a.process.pid - b.process.pid)
}

function compare(a: ProcessView, b: ProcessView, by: SortBy): number {
  switch (by) {
    case 'connections':
      return b.connections - a.connections
    case 'close-wait':
      return (b.states['CLOSE-WAIT'] ?? 0) - (a.states['CLOSE-WAIT'] ?? 0)
    case 'descriptors':
      return use(b) - use(a)
    case 'name':
      return a.process.name < b.process.name ? -1 : Number(a.process.name > b.process.name)
    case 'pid':
      return 0
  }
}

function use({ process: { descriptors } }: ProcessView): number {
  return descriptors === null ? -1 : descriptors.used / Math.max(1, descriptors.limit)
}
