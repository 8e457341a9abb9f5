import { DAY_MS, formatDuration, formatSize, HalfopenError, nearest, parseDuration, parseSize } from '@halfopen/core'

/** One parameter of a route: what reads it is what the docs say of it. */
export interface Parameter<T> {
  readonly does: string
  /** Unit and range, for a person. */
  readonly range: string
  /** What it is when it is left out, for a person. */
  readonly usually: string
  /** What it is when it is left out. */
  readonly fallback: T
  /** @throws HalfopenError HO_DURATION, HO_USAGE. */
  readonly parse: (text: string) => T
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>

/** What a route gets for its parameters. */
export type ValuesOf<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never }

/** 1 GiB: more tells nothing new about a connection. */
const MAX_BYTES = 2 ** 30

interface Words {
  readonly does: string
  /** As the user would write it. */
  readonly usually: string
}

interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** A time in ms. */
export function duration({ does, usually, min = 0, max = DAY_MS }: Words & Bounds): Parameter<number> {
  const parse = (text: string) => parseDuration(text, { minMs: min, maxMs: max })
  return { does, usually, range: `time, ${times({ min, max })}`, fallback: parse(usually), parse }
}

/** A number of bytes. */
export function size({ does, usually, min = 0, max = MAX_BYTES }: Words & Bounds): Parameter<number> {
  const parse = (text: string) => parseSize(text, { min, max })
  return { does, usually, range: `size, ${formatSize(min)} to ${formatSize(max)}`, fallback: parse(usually), parse }
}

export function whole({ does, usually, min, max }: Words & Required<Bounds>): Parameter<number> {
  const parse = (text: string) => {
    const n = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    if (n >= min && n <= max) return n
    throw new HalfopenError('HO_USAGE', `"${text}" is not a whole number from ${min} to ${max}`)
  }
  return { does, usually, range: `whole number, ${min} to ${max}`, fallback: parse(usually), parse }
}

export function choice<const T extends string>(of: readonly [T, ...T[]], does: string): Parameter<T> {
  const parse = (text: string) => {
    const found = of.find((word) => word === text)
    if (found !== undefined) return found
    const near = nearest(text, of)
    const hint = near === undefined ? '' : `: did you mean ${near}?`
    throw new HalfopenError('HO_USAGE', `"${text}" is none of ${of.join(', ')}${hint}`)
  }
  return { does, usually: of[0], range: of.join(', '), fallback: of[0], parse }
}

export function text(max: number, does: string): Parameter<string> {
  const parse = (value: string) => {
    if (value.length <= max) return value
    throw new HalfopenError('HO_USAGE', `it has ${value.length} characters, at most ${max} are taken`)
  }
  return { does, usually: 'empty', range: `text, up to ${max} characters`, fallback: '', parse }
}

/** The same parameter, but nothing when it is left out; `usually` says what that means. */
export function optional<T>(parameter: Omit<Parameter<T>, 'fallback'>, usually: string): Parameter<T | undefined> {
  return { ...parameter, usually, fallback: undefined }
}

/** One of the words, or what the parameter takes: `yes`, `no` or `5s`. */
export function wordOr<const W extends string, T>(
  words: readonly [W, ...W[]],
  parameter: Parameter<T>,
): Parameter<W | T> {
  const parse = (value: string) => words.find((word) => word === value) ?? parameter.parse(value)
  const range = `${words.join(', ')} or ${parameter.range}`
  return { does: parameter.does, usually: words[0], range, fallback: words[0], parse }
}

const times = ({ min, max }: Required<Bounds>): string =>
  `${min === 0 ? '0s' : formatDuration(min)} to ${max === DAY_MS ? '24h' : formatDuration(max)}`
