export type { Endings } from './heard.js'
export { type Race, race } from './race.js'
export type { Runner } from './runner.js'
