import { z } from 'zod'

/** The longest time a Node.js timer takes (2^31 − 1 ms, about 24 days). */
const MAX_MS = 2_147_483_647

export type Unit = 'ms' | 'µs' | 's' | 'bytes' | 'KB/s (1 KB = 1000 bytes)'

interface About {
  readonly unit: Unit
  readonly description: string
}

/** Whole milliseconds from 0 to 2147483647, default 0. */
export const milliseconds = (description: string) => whole(MAX_MS, { unit: 'ms', description })

/** Whole microseconds from 0 to 2147483647, default 0. */
export const microseconds = (description: string) => whole(MAX_MS, { unit: 'µs', description })

/** Seconds, fractions allowed, from 0 to 2147483, default 0. */
export const seconds = (description: string) =>
  z
    .number()
    .min(0)
    .max(Math.floor(MAX_MS / 1000))
    .default(0)
    .meta({ unit: 's', description })

/** Whole bytes from 0 to 2^53 − 1, default 0. */
export const bytes = (description: string) => whole(Number.MAX_SAFE_INTEGER, { unit: 'bytes', description })

/** Kilobytes a second, default 0. */
export const rate = (description: string) => whole(MAX_MS, { unit: 'KB/s (1 KB = 1000 bytes)', description })

const whole = (max: number, about: About) =>
  z
    .int()
    .min(0)
    .max(max)
    .default(0)
    .meta({ ...about })
