export { ProcessRecord } from './record.js'
export { ProcessTable } from './table.js'
