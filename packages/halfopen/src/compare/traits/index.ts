export { main, reused } from './main.js'
export { traitsOf } from './traits.js'
export type { About, Trait } from './trait.js'
export { keepAliveWords, NOTHING } from './words.js'
