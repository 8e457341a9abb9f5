import { HalfopenError, parseDuration } from '@halfopen/core'
import { z } from 'zod'

/** One day: longer than any test, and below Node's limit for a timer (2^31 ms). */
const MAX_DURATION_MS = 86_400_000
/** 1 GiB: sizes are generated while they are sent, so this bounds time, not memory. */
const MAX_SIZE = 1024 ** 3

/** `250ms`, `5s`, `2m`; becomes milliseconds. */
export const duration = () =>
  z
    .string({ error: 'takes a time such as 250ms, 5s or 2m' })
    .transform((text, context) => milliseconds(text, { minMs: 0, context }))

/** The time after which something is given up; becomes milliseconds, or `never`. */
export const timeout = () =>
  z
    .string({ error: 'takes a time such as 250ms, 5s or 2m, or never' })
    .transform((text, context) => (text === 'never' ? text : milliseconds(text, { minMs: 1, context })))

function milliseconds(text: string, { minMs, context }: { minMs: number; context: z.core.$RefinementCtx }): number {
  try {
    return parseDuration(text, { minMs, maxMs: MAX_DURATION_MS })
  } catch (error) {
    if (!(error instanceof HalfopenError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
    return z.NEVER
  }
}

/** `512`, `64k`, `1.5m`; becomes bytes. Units are powers of 1024. */
export const size = (min = 0) =>
  z.union([z.string(), z.number()], { error: 'takes a size such as 512, 64k or 2m' }).transform((value, context) => {
    const bytes = bytesIn(String(value))
    if (bytes >= min && bytes <= MAX_SIZE) return bytes
    const message = Number.isNaN(bytes)
      ? `"${value}" is not a size: write it like 512, 64k or 2m`
      : `"${value}" is out of range: ${min} to 1g`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

const FORM = /^(\d{1,12}(?:\.\d{1,3})?)([kmg]?)b?$/i
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

function bytesIn(text: string): number {
  const match = FORM.exec(text)
  return match === null
    ? Number.NaN
    : Math.round(Number(match[1]) * (UNITS[match[2]?.toLowerCase() ?? ''] ?? Number.NaN))
}
