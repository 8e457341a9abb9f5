/** How long a connection may lie idle before the server may have closed it. */
export { announcedMs } from '../../connections/index.js'
export type { IdleLimit, IdleRules } from './limit.js'
export { IdleLimits } from './limits.js'
