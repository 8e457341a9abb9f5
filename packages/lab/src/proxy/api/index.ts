export { apiOf } from './app.js'
