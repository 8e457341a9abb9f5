export { playUntilStopped } from './play.js'
