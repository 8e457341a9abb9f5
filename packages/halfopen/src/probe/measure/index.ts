export { measure, type Measurement } from './measure.js'
export type { MeasureOptions } from './options.js'
