import type { Expiry } from '@halfopen/core'
import type { Span } from '../verdict/index.js'

/** Seconds to four digits, so that a bracket of one percent shows: `349.2 s`, `3.512 s`, `0.512 s`. */
export function secondsText(ms: number): string {
  const s = ms / 1000
  const digits = s >= 1000 ? 0 : s >= 100 ? 1 : s >= 10 ? 2 : 3
  return `${s.toFixed(digits)} s`
}

/** `347.9 s to 352.4 s`. */
export const spanText = ({ atLeast, atMost }: Span): string => `${secondsText(atLeast)} to ${secondsText(atMost)}`

/** `1 %`, `0.5 %`. */
export const percentText = (share: number): string => `${Number((share * 100).toPrecision(2))} %`

export const EXPIRY_WORDS: Readonly<Record<Expiry, string>> = {
  silent: 'silence: nothing passes any more, and neither end is told',
  'reset-late': 'silence, then a RST to whoever sends next',
  'reset-both': 'a RST, at once',
  close: 'a FIN, at once',
  'block-inbound': 'what the server sends is lost until the client has sent again',
}
