export { watchLines } from './watch-lines.js'
