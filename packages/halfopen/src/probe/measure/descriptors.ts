import { readdirSync, readFileSync } from 'node:fs'

/** Share of our free descriptors that a probe takes at most. */
const SHARE = 0.8
const UNKNOWN = 1024

/** The shortest ladder that tells anything. */
const FEWEST = 8

/** Connections that this process may hold: 80 % of what its soft limit on descriptors leaves, 8 or more. */
export function descriptorsFor(limits = readLimits(), open = countOpen()): number {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? []
  const limit = soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft ?? UNKNOWN)
  return Math.max(FEWEST, Math.floor((limit - open) * SHARE))
}

function countOpen(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}
