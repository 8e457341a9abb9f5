import { HalfopenError } from './errors.js'

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }
const FORM = /^(\d{1,12}(?:\.\d{1,3})?)([kmg]?)b?$/i

/**
 * Reads a number of bytes such as `512`, `64k`, `1.5m`, `1g`. Unit: bytes; k, m
 * and g are powers of 1024. Either case, with a `b` after it or not; at most
 * three decimals, rounded to whole bytes.
 * @throws HalfopenError HO_USAGE when the text has another form or lies outside the range.
 */
export function parseSize(text: string, range: { min: number; max: number }): number {
  const [, digits, unit = ''] = FORM.exec(text) ?? []
  const allowed = `${formatSize(range.min)} to ${formatSize(range.max)}`
  if (digits === undefined) {
    throw new HalfopenError('HO_USAGE', `"${text}" is not a size: write it like 512, 64k or 1.5m (${allowed})`)
  }
  const bytes = Math.round(Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN))
  if (bytes >= range.min && bytes <= range.max) return bytes
  throw new HalfopenError('HO_USAGE', `"${text}" is out of range: ${allowed}`)
}

/** As `parseSize` reads it, to the byte, in the largest unit without a fraction: `0`, `1536`, `64k`, `1g`. */
export function formatSize(bytes: number): string {
  for (const unit of ['g', 'm', 'k']) {
    const size = UNITS[unit] ?? 1
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`
  }
  return String(bytes)
}
