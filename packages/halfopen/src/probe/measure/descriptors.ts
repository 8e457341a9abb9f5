import { readFileSync } from 'node:fs'

/** Share of our descriptors that a probe takes at most. */
const SHARE = 0.8
const UNKNOWN = 1024

/** Connections that this process may hold: 80 % of its soft limit on descriptors. */
export function descriptorsFor(limits = readLimits()): number {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? []
  const limit = soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft ?? UNKNOWN)
  return Math.floor(limit * SHARE)
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}
