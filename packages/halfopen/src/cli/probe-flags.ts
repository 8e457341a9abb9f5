import { HalfopenError, KEEP_ALIVE_ADVICE_FOR, type KeepAliveAdviceFor, parseDuration } from '@halfopen/core'

import { didYouMean } from './parsers.js'

const MODES = ['auto', 'response', 'idle', 'tcp'] as const
export type ModeFlag = (typeof MODES)[number]

/** Below 50 ms the clocks of both ends decide, not the path. */
const SILENCE = { minMs: 50, maxMs: 24 * 3_600_000 }
export const parseSilence = (text: string): number => parseDuration(text, SILENCE)
export const parseWait = (text: string): number => parseDuration(text, { minMs: 50, maxMs: 60_000 })

export const parseMode = (text: string): ModeFlag => oneOf(text, MODES, 'mode')

export function parseAdviceFor(text: string): KeepAliveAdviceFor {
  const word = oneOf(text, [...KEEP_ALIVE_ADVICE_FOR, ...Object.keys(ALIASES)], 'client')
  return word in ALIASES ? ALIASES[word as keyof typeof ALIASES] : (word as KeepAliveAdviceFor)
}

const ALIASES = {
  python: 'python-requests',
  requests: 'python-requests',
  node: 'node-fetch',
  undici: 'node-fetch',
} as const satisfies Readonly<Record<string, KeepAliveAdviceFor>>

/** `1%` or `1`, in percent; gives a share. */
export function parseResolution(text: string): number {
  return number(text.replace(/%$/, ''), { what: 'resolution', min: 0.1, max: 50, unit: ' %' }) / 100
}

export const parseConnections = (text: string): number =>
  whole(text, { what: 'number of connections', min: 8, max: 50_000, unit: '' })

export const parsePace = (text: string): number => whole(text, { what: 'pace', min: 1, max: 5000, unit: ' a second' })

/** As the laboratory has it. */
const MAX_SCALE = 1_000_000

export const parseScale = (text: string): number => number(text, { what: 'scale', min: 1, max: MAX_SCALE, unit: '' })

function oneOf<T extends string>(text: string, words: readonly T[], what: string): T {
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  const hint = didYouMean(text, words)
  throw new HalfopenError('HO_USAGE', `there is no ${what} "${text}"${hint === '' ? `: ${words.join(', ')}` : hint}`)
}

interface Bounds {
  readonly what: string
  readonly min: number
  readonly max: number
  readonly unit: string
}

function number(text: string, { what, min, max, unit }: Bounds): number {
  const n = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  if (n >= min && n <= max) return n
  throw new HalfopenError('HO_USAGE', `"${text}" is not a ${what}: it is a number from ${min} to ${max}${unit}`)
}

function whole(text: string, bounds: Bounds): number {
  const n = number(text, bounds)
  if (Number.isInteger(n)) return n
  throw new HalfopenError('HO_USAGE', `"${text}" is not a ${bounds.what}: it is a whole number`)
}
