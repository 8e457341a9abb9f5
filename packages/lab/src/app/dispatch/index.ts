export { Dispatcher } from './dispatcher.js'
export { refuse } from './refuse.js'
