export { type AppRecords, recordsOf } from './records.js'
