export { unmeasurable } from './faults.js'
export { look, type Looked, type Mode, MODES } from './look.js'
