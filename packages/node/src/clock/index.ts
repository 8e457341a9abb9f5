import { performance } from 'node:perf_hooks'
import * as timers from 'node:timers'

// Taken as this module loads: the fake timers of a test, which come later, must neither stop us nor be moved by us.
// They replace what is in `globalThis` and, some of them, what is in `node:timers`.
const real = { ...timers }

export const {
  setTimeout: startTimer,
  setInterval: startInterval,
  clearInterval: stopInterval,
  setImmediate: nextTurn,
} = real

/** Monotonic, in milliseconds. */
export const monotonicNow: () => number = performance.now.bind(performance)
