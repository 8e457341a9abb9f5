import { HalfopenError, parseDuration } from '@halfopen/core'
import { say } from '../boundary/index.js'
import { monotonicNow } from '../clock/index.js'
import { fromVariable } from '../environment/index.js'

/**
 * - `observe`: counts and tells by events; captures no call sites unless asked
 * - `warn`: also tells on stderr, with call sites
 * - `reclaim`: also takes connections back that block others
 */
export type Mode = 'observe' | 'warn' | 'reclaim'

export interface TrackerOptions {
  /** Default: `warn`. */
  readonly mode?: Mode
  /**
   * How long a response may stay unread, or a pooled client unused, before it is suspect, in milliseconds. Range: 50 to 86,400,000.
   * Default: 10,000: a handler that works on a response does not pause longer, a person notices before.
   */
  readonly suspectAfterMs?: number
  /**
   * Most call sites captured in a second; each costs some ten microseconds. Requests beyond are followed
   * without. Range: 0 (none) to 1,000,000. Default: 1,000, some 1 % of a core, in `warn` and `reclaim`; 0 in `observe`.
   */
  readonly callSitesPerSecond?: number
  /** Most exchanges followed at once; more are only counted. Range: 1 to 10,000,000. Default: 100,000, some 100 MB. */
  readonly maxExchanges?: number
  /** Most bytes that `reclaim` reads and throws away to save a connection. Range: 0 to 2^30. Default: 65,536. */
  readonly drainBytes?: number
  /** Most time that `reclaim` takes for it, in milliseconds. Range: 1 to 60,000. Default: 2,000. */
  readonly drainMs?: number
  /** Monotonic clock in milliseconds. Default: `performance.now`. */
  readonly now?: () => number
  /** Takes what `warn` has to say, whole lines. Default: writes to stderr. */
  readonly write?: (text: string) => void
}

export type Settings = Required<TrackerOptions>

const RANGES = {
  suspectAfterMs: [50, 86_400_000],
  callSitesPerSecond: [0, 1_000_000],
  maxExchanges: [1, 10_000_000],
  drainBytes: [0, 2 ** 30],
  drainMs: [1, 60_000],
} as const

/** @throws HalfopenError HO_OPTION for a value out of its range, HO_TRACKER_MODE for an unknown mode. */
export function settingsOf(options: TrackerOptions): Settings {
  const mode = modeOf(options.mode ?? 'warn')
  const settings: Settings = {
    mode,
    suspectAfterMs: options.suspectAfterMs ?? 10_000,
    callSitesPerSecond: options.callSitesPerSecond ?? (mode === 'observe' ? 0 : 1000),
    maxExchanges: options.maxExchanges ?? 100_000,
    drainBytes: options.drainBytes ?? 65_536,
    drainMs: options.drainMs ?? 2000,
    now: options.now ?? monotonicNow,
    write: options.write ?? say,
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(settings, name))
  if (unknown !== undefined)
    throw new HalfopenError('HO_OPTION', `there is no option "${unknown}": ${Object.keys(settings).join(', ')}`)
  for (const [name, [min, max]] of Object.entries(RANGES)) {
    const value = settings[name as keyof typeof RANGES]
    if (value >= min && value <= max) continue
    throw new HalfopenError('HO_OPTION', `${name} is ${value}: it must be between ${min} and ${max}`)
  }
  return settings
}

/**
 * Reads `HALFOPEN` (a mode) and `HALFOPEN_SUSPECT_AFTER` (a duration).
 * @throws HalfopenError HO_TRACKER_MODE or HO_DURATION.
 */
export function optionsFromEnvironment(env: NodeJS.ProcessEnv): TrackerOptions {
  const { HALFOPEN: mode, HALFOPEN_SUSPECT_AFTER: after } = env
  const [minMs, maxMs] = RANGES.suspectAfterMs
  return {
    ...(mode !== undefined && mode !== '' && { mode: fromVariable('HALFOPEN', () => modeOf(mode)) }),
    ...(after !== undefined &&
      after !== '' && {
        suspectAfterMs: fromVariable('HALFOPEN_SUSPECT_AFTER', () => parseDuration(after, { minMs, maxMs })),
      }),
  }
}

function modeOf(text: string): Mode {
  if (text === 'observe' || text === 'warn' || text === 'reclaim') return text
  throw new HalfopenError('HO_TRACKER_MODE', `"${text}" is no mode: it must be observe, warn or reclaim`)
}
