export { WaitReader, type Waits } from './waits.js'
