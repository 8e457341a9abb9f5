export { runApp } from './run.js'
