export { answererOf } from './origin.js'
