// @ts-check
/** The ways that need no package: for comparison. */
import { readdirSync, readFileSync, statSync } from 'node:fs'

/** @typedef {import('./halfopen-processes.mjs').Descriptors} Descriptors */

/**
 * The size of the folder is the number of descriptors (Linux 6.2 and newer, fs/proc/fd.c).
 *
 * @param {readonly number[]} pids
 * @returns {Descriptors[]}
 */
export function byStat(pids) {
  return pids.map((pid) => ({ pid, used: statSync(`/proc/${pid}/fd`).size, limit: softLimit(pid) }))
}

/**
 * Counting the entries works on every kernel, and costs with their number.
 *
 * @param {readonly number[]} pids
 * @returns {Descriptors[]}
 */
export function byListing(pids) {
  return pids.map((pid) => ({ pid, used: readdirSync(`/proc/${pid}/fd`).length, limit: softLimit(pid) }))
}

/** @param {number} pid */
function softLimit(pid) {
  const limits = readFileSync(`/proc/${pid}/limits`, 'latin1')
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1])
}
