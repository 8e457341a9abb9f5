const LOOKS_WANTED = 20
const MIN_INTERVAL_MS = 200
const MAX_INTERVAL_MS = 1000

/** Time from the start of a look to the next one where looking costs nothing, ms. */
export function intervalMs(windowMs: number): number {
  return Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, windowMs / LOOKS_WANTED))
}
