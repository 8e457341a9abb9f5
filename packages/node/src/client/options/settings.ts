import { HalfopenError } from '@halfopen/core'
import { OPTIONS, type OptionName, type OptionRule } from './table.js'
import type { ClientOptions, Settings } from './types.js'

const OTHERS = { onPressure: 'function', callSites: 'boolean', tls: 'object' } as const

/**
 * Fills in the defaults.
 * @throws HalfopenError HO_OPTION for an unknown name, a wrong type or a value out of range.
 */
export function settingsOf(options: ClientOptions): Settings {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new HalfopenError('HO_OPTION', `the options are ${shown(options)}, not an object`)
  }
  for (const [name, value] of Object.entries(options)) refuseUnfit(name, value)
  const numbers = Object.fromEntries(
    Object.entries(OPTIONS).map(([name, rule]) => [name, numberOf(rule, Reflect.get(options, name))]),
  ) as Record<OptionName, number>
  return {
    ...numbers,
    onPressure: options.onPressure,
    callSites: options.callSites ?? false,
    tls: options.tls ?? {},
  }
}

function numberOf(rule: OptionRule, value: unknown): number {
  return typeof value === 'number' ? value : rule.default
}

function refuseUnfit(name: string, value: unknown): void {
  if (value === undefined) return
  if (isNumeric(name)) return refuseOutOfRange(name, value)
  if (!isOther(name)) throw new HalfopenError('HO_OPTION', `there is no option "${name}": ${allNames()}`)
  if (typeof value !== OTHERS[name] || value === null || Array.isArray(value)) {
    throw new HalfopenError('HO_OPTION', `${name}: ${shown(value)}, must be of type ${OTHERS[name]}`)
  }
}

function refuseOutOfRange(name: OptionName, value: unknown): void {
  const rule: OptionRule = OPTIONS[name]
  const fits = typeof value === 'number' && isWhole(rule, value) && isInRange(rule, value)
  if (!fits) throw new HalfopenError('HO_OPTION', `${name}: ${shown(value)} is not ${rangeOf(rule)}`)
}

/** Shares have fractions; times do not, because undici refuses them. */
const isWhole = (rule: OptionRule, value: number) => rule.unit === 'share' || Number.isInteger(value)

const isInRange = (rule: OptionRule, value: number) =>
  (value >= rule.least && value <= rule.most) || (value === 0 && rule.zero === 'off')

/** As errors and the page write it: `1 to 86400000 ms, or 0 for off`. */
export function rangeOf({ unit, least, most, zero }: OptionRule): string {
  return `${least} to ${most}${unit === 'ms' ? ' ms' : ''}${zero === 'off' ? ', or 0 for off' : ''}`
}

const isNumeric = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name)
const isOther = (name: string): name is keyof typeof OTHERS => Object.hasOwn(OTHERS, name)
const allNames = () => [...Object.keys(OPTIONS), ...Object.keys(OTHERS)].join(', ')
const shown = (value: unknown) => (typeof value === 'string' ? `"${value}"` : String(value))
