/** Where our code runs inside the program's own calls, and writes where it writes: a fault of ours must not become the program's. */
export { defect, within } from './boundary.js'
export { say } from './say.js'
