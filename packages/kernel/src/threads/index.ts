export { WaitReader } from './waits.js'
