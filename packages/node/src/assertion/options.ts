import { HalfopenError } from '@halfopen/core'
import { say } from '../boundary/index.js'
import type { Leak } from './leak.js'

/** What a check does with what it finds. */
export interface LeakCheckOptions {
  /**
   * How long what is still going on may take to settle before it counts as a leak, in milliseconds. Range: 0 to
   * 60,000. Default: 1,000: longer than a cancelled body or a local server's last answer takes, shorter than the 2 s
   * that mocha allows. Only a test that seems to leak waits.
   */
  readonly settleMs?: number
  /** `throw` fails the test with HO_LEAK, `warn` writes the same to stderr. Default: `throw`. */
  readonly onLeak?: 'throw' | 'warn'
  /**
   * Requests that have no response headers when the test ends: nobody waits for them any more, and they go on in the
   * next test. Default: `report`.
   */
  readonly pending?: 'report' | 'ignore'
  /**
   * Exchanges that no test's own code began, as those of a server that runs in this process. `count`: they are this
   * scope's while no other is open. Default: `count`, or what the runner's adapter knows.
   */
  readonly strays?: 'count' | 'ignore'
  /** Leaks for which it returns true are none. Default: none is ignored. */
  readonly ignore?: (leak: Leak) => boolean
  /** The test, as the message names it. Default: what the runner's adapter knows. */
  readonly name?: string
  /** Takes what `warn` has to say. Default: writes to stderr. */
  readonly write?: (text: string) => void
}

export type CheckSettings = Required<Omit<LeakCheckOptions, 'name'>> & { readonly name: string | undefined }

const SETTLE_RANGE_MS = [0, 60_000] as const

/** @throws HalfopenError HO_OPTION for a value out of its range. */
export function checkSettings(options: LeakCheckOptions): CheckSettings {
  const settings: CheckSettings = {
    settleMs: options.settleMs ?? 1000,
    onLeak: options.onLeak ?? 'throw',
    pending: options.pending ?? 'report',
    strays: options.strays ?? 'count',
    ignore: options.ignore ?? (() => false),
    name: options.name,
    write: options.write ?? say,
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(settings, name))
  if (unknown !== undefined)
    throw new HalfopenError('HO_OPTION', `there is no option "${unknown}": ${Object.keys(settings).join(', ')}`)
  const [min, max] = SETTLE_RANGE_MS
  if (!(settings.settleMs >= min && settings.settleMs <= max)) {
    throw new HalfopenError('HO_OPTION', `settleMs is ${settings.settleMs}: it must be between ${min} and ${max}`)
  }
  demand('onLeak', settings.onLeak, ['throw', 'warn'])
  demand('pending', settings.pending, ['report', 'ignore'])
  demand('strays', settings.strays, ['count', 'ignore'])
  return settings
}

function demand(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return
  throw new HalfopenError('HO_OPTION', `${name} is ${value}: it must be ${allowed.join(' or ')}`)
}
