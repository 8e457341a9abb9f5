import { HalfopenError } from './errors.js'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
/** One day: longer than any idle timeout that a test waits for, and below the limit of Node.js's timers (2^31 ms). */
export const DAY_MS = 86_400_000

const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/

/**
 * Reads a duration such as `250ms`, `5s`, `2m`, `1h`. Unit: milliseconds.
 * @throws HalfopenError HO_DURATION when the text has another form or lies outside the range.
 */
export function parseDuration(text: string, range: { minMs: number; maxMs: number }): number {
  const match = FORM.exec(text)
  const unit = UNITS[match?.[2] ?? '']
  const allowed = `${formatDuration(range.minMs)} to ${formatDuration(range.maxMs)}`
  if (match === null || unit === undefined) {
    throw new HalfopenError('HO_DURATION', `"${text}" is not a duration: write it like 250ms, 5s or 2m (${allowed})`)
  }
  const ms = Number(match[1]) * unit
  if (ms < range.minMs || ms > range.maxMs) {
    throw new HalfopenError('HO_DURATION', `"${text}" is out of range: ${allowed}`)
  }
  return ms
}

const STEPS: readonly (readonly [string, number])[] = [
  ['d', DAY_MS],
  ['h', 3_600_000],
  ['m', 60_000],
]

/** A duration as a person writes it: `250ms`, `4.2s`, `64s`, `3m 5s`, `2h 10m`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return 'for ever'
  if (ms < 1000) return `${Math.round(ms)}ms`
  if (ms < 10_000) return `${trimZero((ms / 1000).toFixed(1))}s`
  if (ms < 120_000) return `${Math.round(ms / 1000)}s`
  return twoUnits(ms)
}

function twoUnits(ms: number): string {
  for (const [index, [unit, size]] of STEPS.entries()) {
    if (ms < size) continue
    const [nextUnit, nextSize] = STEPS[index + 1] ?? ['s', 1000]
    const whole = Math.floor(ms / size)
    const rest = Math.floor((ms % size) / nextSize)
    return rest === 0 ? `${whole}${unit}` : `${whole}${unit} ${rest}${nextUnit}`
  }
  return `${Math.round(ms / 1000)}s`
}

function trimZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text
}
