export type { Fault, Side, Stage } from './fault.js'
export { noop } from './noop.js'
export { FAULT_TYPES, FAULTS, type FaultType } from './table.js'
