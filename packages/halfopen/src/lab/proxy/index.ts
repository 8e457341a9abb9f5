export { runProxy } from './run.js'
