export { watchModules } from './watch.js'
