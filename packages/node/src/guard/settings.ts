import { constants } from 'node:os'
import { inspect } from 'node:util'
import { HalfopenError } from '@halfopen/core'
import { type Behind, type GuardOptions, NUMBER_OPTIONS, type NumberOptionName } from './options.js'

/** The options with their defaults filled in, but for those that the descriptors decide. */
export type GuardSettings = Readonly<Record<Exclude<NumberOptionName, Derived>, number>> &
  Readonly<Record<Derived, number | undefined>> & {
    readonly behind: Behind | undefined
    readonly drainOn: readonly NodeJS.Signals[]
  }

type Derived = 'maxConnections' | 'reserveDescriptors' | 'maxWaiting'

const NAMES = Object.keys(NUMBER_OPTIONS) as NumberOptionName[]
const KNOWN: readonly string[] = [...NAMES, 'behind', 'drainOn']

/** @throws HalfopenError HO_OPTION naming the option, the value and the range. */
export function readSettings(options: GuardOptions): GuardSettings {
  if (!isObject(options)) throw bad(`the options are ${shown(options)}: an object is needed`)
  const unknown = Object.keys(options).find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) throw bad(`guard has no option "${unknown}"; it has ${KNOWN.join(', ')}`)
  const numbers = Object.fromEntries(NAMES.map((name) => [name, numberOf(name, options[name])]))
  return { ...(numbers as unknown as GuardSettings), behind: options.behind, drainOn: signalsOf(options.drainOn) }
}

function numberOf(name: NumberOptionName, given: unknown): number | undefined {
  const { default: fallback, min, max, unit } = NUMBER_OPTIONS[name]
  if (given === undefined) return typeof fallback === 'number' ? fallback : undefined
  if (Number.isInteger(given) && (given as number) >= min && (given as number) <= max) return given as number
  throw bad(`${name} is ${shown(given)}: a whole number from ${min} to ${max} (${unit}) is needed`)
}

function signalsOf(given: unknown): readonly NodeJS.Signals[] {
  if (given === undefined) return []
  if (Array.isArray(given) && given.every(isSignal)) return given
  throw bad(
    `drainOn is ${shown(given)}: a list of signals that this system has and a program can catch, such as ["SIGTERM"], is needed`,
  )
}

/** SIGKILL and SIGSTOP reach no program; Node.js takes a listener for any name, and never calls it. */
const isSignal = (name: unknown): boolean =>
  typeof name === 'string' && Object.hasOwn(constants.signals, name) && name !== 'SIGKILL' && name !== 'SIGSTOP'

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** As JSON, which has no NaN, no BigInt, no symbol and no cycle: those as Node shows them. */
export function shown(value: unknown): string {
  try {
    return (typeof value === 'number' ? undefined : JSON.stringify(value)) ?? inspect(value)
  } catch {
    return inspect(value)
  }
}

export const bad = (message: string): HalfopenError => new HalfopenError('HO_OPTION', message)
