import { HalfopenError } from '@halfopen/core'

const UNITS = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 } as const
const FORM = /^(\d{1,12})(b|k|m|g|)$/

/** 1 GiB: more tells nothing new about a connection. */
export const MAX_BYTES = UNITS.g

/**
 * Reads a number of bytes such as `500`, `64k`, `10m`; k, m and g are powers of 1024.
 * @throws HalfopenError HO_USAGE when the text has another form or is out of range.
 */
export function parseSize(text: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const [, digits, unit] = FORM.exec(text) ?? []
  const allowed = `${formatSize(min)} to ${formatSize(max)}`
  if (digits === undefined || unit === undefined) {
    throw new HalfopenError('HO_USAGE', `"${text}" is not a size: write it like 500, 64k or 10m (${allowed})`)
  }
  const bytes = Number(digits) * UNITS[unit as keyof typeof UNITS]
  if (bytes >= min && bytes <= max) return bytes
  throw new HalfopenError('HO_USAGE', `"${text}" is out of range: ${allowed}`)
}

/** As `parseSize` reads it: `0`, `500`, `64k`, `1g`. */
export function formatSize(bytes: number): string {
  for (const unit of ['g', 'm', 'k'] as const) {
    if (bytes >= UNITS[unit] && bytes % UNITS[unit] === 0) return `${bytes / UNITS[unit]}${unit}`
  }
  return String(bytes)
}
