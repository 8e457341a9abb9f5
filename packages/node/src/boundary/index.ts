/** Where our code runs inside the program's own calls: a fault of ours must not become the program's. */
export { defect, within } from './boundary.js'
