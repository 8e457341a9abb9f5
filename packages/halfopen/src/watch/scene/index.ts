export { remembered } from './connections.js'
export { groupOf, processOf, type Scene } from './scene.js'
export { matchesFinding, matchesProcess } from './filter.js'
export { nextSort, SORT_TITLES, type SortBy, sorted } from './sort.js'
