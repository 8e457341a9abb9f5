import { DAY_MS, HalfopenError, parseDuration, parseSize } from '@halfopen/core'
import { z } from 'zod'

/** 1 GiB: sizes are generated while they are sent, so this bounds time, not memory. */
const MAX_SIZE = 2 ** 30

/** `250ms`, `5s`, `2m`; becomes milliseconds. */
export const duration = () =>
  z
    .string({ error: 'takes a time such as 250ms, 5s or 2m' })
    .transform((text, context) => orIssue(() => parseDuration(text, { minMs: 0, maxMs: DAY_MS }), context))

/** The time after which something is given up; becomes milliseconds, or `never`. */
export const timeout = () =>
  z
    .string({ error: 'takes a time such as 250ms, 5s or 2m, or never' })
    .transform((text, context) =>
      text === 'never' ? text : orIssue(() => parseDuration(text, { minMs: 1, maxMs: DAY_MS }), context),
    )

/** `512`, `64k`, `1.5m`; becomes bytes. */
export const size = (min = 0) =>
  z
    .union([z.string(), z.number()], { error: 'takes a size such as 512, 64k or 1.5m' })
    .transform((value, context) => orIssue(() => parseSize(String(value), { min, max: MAX_SIZE }), context))

function orIssue(read: () => number, context: z.core.$RefinementCtx): number {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof HalfopenError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
    return z.NEVER
  }
}
