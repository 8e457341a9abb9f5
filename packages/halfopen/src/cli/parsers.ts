import {
  CAUSE_IDS,
  type CauseId,
  HalfopenError,
  isCauseId,
  nearest,
  parseDuration,
  REMEDIES_FOR,
  type RemedyFor,
  RUNTIMES,
} from '@halfopen/core'

// Every parser throws a HalfopenError, which stricli hands to errors.ts.

/** Linux: PID_MAX_LIMIT (include/linux/threads.h). */
const MAX_PID = 4_194_304
const MAX_PORT = 65_535

export const parseWindow = (text: string): number => parseDuration(text, { minMs: 100, maxMs: 3_600_000 })

export const parseInterval = (text: string): number => parseDuration(text, { minMs: 100, maxMs: 3_600_000 })

export const parsePid = (text: string): number => wholeNumber(text, { what: 'pid', max: MAX_PID })

export const parsePort = (text: string): number => wholeNumber(text, { what: 'port', max: MAX_PORT })

export function parseCause(text: string): CauseId {
  if (isCauseId(text)) return text
  throw new HalfopenError('HO_UNKNOWN_CAUSE', `there is no cause "${text}"${didYouMean(text, CAUSE_IDS)}`)
}

/** A runtime that halfopen recognises but has no words for gets the general remedy. */
export function parseRuntime(text: string): RemedyFor {
  const found = REMEDIES_FOR.find((runtime) => runtime === text)
  if (found !== undefined) return found
  if (RUNTIMES.some((runtime) => runtime === text)) return 'general'
  const words = [...new Set<string>([...REMEDIES_FOR, ...RUNTIMES])]
  throw new HalfopenError('HO_USAGE', `there is no runtime "${text}"${didYouMean(text, words)}`)
}

export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates)
  return near === undefined ? '' : `: did you mean ${near}?`
}

function wholeNumber(text: string, { what, max }: { what: string; max: number }): number {
  const n = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (n >= 1 && n <= max) return n
  throw new HalfopenError('HO_USAGE', `"${text}" is not a ${what}: a ${what} is a whole number from 1 to ${max}`)
}
