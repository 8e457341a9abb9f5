// @ts-check
/** What a running process has used so far: proc(5). */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** @typedef {{atSeconds: number, cpuSeconds: number, residentMb: number, peakMb: number}} Usage */

/** @param {number} pid @returns {Usage} */
export function usageOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    atSeconds: performance.now() / 1000,
    cpuSeconds: cpuSeconds(readFileSync(`/proc/${pid}/stat`, 'utf8')),
    residentMb: megabytes(status, 'VmRSS'),
    peakMb: megabytes(status, 'VmHWM'),
  }
}

/**
 * utime, stime, and the same of children that have ended: all that it makes the
 * machine do. The name in parentheses may contain spaces, so it is cut off first.
 *
 * @param {string} stat
 */
function cpuSeconds(stat) {
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = afterName.slice(11, 15).map(Number)
  return (utime + stime + cutime + cstime) / TICKS_PER_SECOND
}

/** @param {string} status @param {string} field */
function megabytes(status, field) {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
}

/**
 * The share of one core between two moments, in percent.
 *
 * @param {Usage} from
 * @param {Usage} to
 */
export function cpuPercent(from, to) {
  return (100 * (to.cpuSeconds - from.cpuSeconds)) / (to.atSeconds - from.atSeconds)
}
