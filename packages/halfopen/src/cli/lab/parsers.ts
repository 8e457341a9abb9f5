import { HalfopenError } from '@halfopen/core'

import { didYouMean } from '../parsers.js'

/** One of the words, else HO_USAGE with the nearest. */
export function oneOf<WORD extends string>(text: string, words: readonly WORD[], what: string): WORD {
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  const hint = didYouMean(text, words)
  throw new HalfopenError('HO_USAGE', `there is no ${what} "${text}"${hint === '' ? `: ${words.join(', ')}` : hint}`)
}

export function wholeNumber(text: string, { what, max }: { readonly what: string; readonly max: number }): number {
  const n = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (n <= max) return n
  throw new HalfopenError('HO_USAGE', `"${text}" is not a ${what}: a ${what} is a whole number from 0 to ${max}`)
}

/** 0: a free one. */
export const parseListenPort = (text: string): number => wholeNumber(text, { what: 'port', max: 65_535 })

/** As the laboratory has it. */
const MAX_SCALE = 1_000_000

/** How many times faster; a middlebox's timeout may allow less. */
export function parseScale(text: string): number {
  const scale = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
  if (scale >= 1 && scale <= MAX_SCALE) return scale
  throw new HalfopenError('HO_USAGE', `"${text}" is not a scale: a scale is a number from 1 to ${MAX_SCALE}`)
}
