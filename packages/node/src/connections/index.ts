/** The story of each client connection, told by the sources, kept for explain() and the metrics. */
export { announcedMs } from './announced.js'
export type { Connection } from './connection.js'
export { connectionOf } from './endpoints.js'
export { onFreeEnd } from './free-end.js'
export { isOpen, onceOpen } from './open.js'
export { connections } from './process.js'
export type * from './types.js'
