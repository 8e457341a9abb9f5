export {
  type AddressWords,
  formatAddress,
  formatEndpoint,
  ipv4Words,
  isIpv4,
  isLoopback,
  isWildcard,
} from './addresses.js'
export { CAUSE_IDS, type CauseId, isCauseId } from './cause-ids.js'
export { DAY_MS, formatDuration, parseDuration } from './durations.js'
export { ERRORS, type ErrorCode, HalfopenError, type Result } from './errors.js'
export { RUNTIMES, type Runtime } from './runtimes.js'
export { formatSize, parseSize } from './sizes.js'
export { ALL_STATES, stateMask, stateName, TCP_STATES, type TcpState } from './states.js'
export { count, nearest, printable } from './text.js'
export { type Timer, TIMERS, timerName } from './timers.js'
