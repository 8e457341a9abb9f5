export { type AppRecords, findRecords } from './records.js'
