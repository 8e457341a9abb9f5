import { DAY_MS, HalfopenError, parseDuration } from '@halfopen/core'

/**
 * What SLEEP_DURATION says: `90s`, or plain seconds, `90`; undefined where it is not set.
 * @throws HalfopenError HO_DURATION.
 */
export function sleepDuration(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const { SLEEP_DURATION: text = '' } = env
  if (text === '') return undefined
  try {
    return parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text, { minMs: 0, maxMs: DAY_MS })
  } catch (error) {
    if (!(error instanceof HalfopenError)) throw error
    throw new HalfopenError(error.code, `SLEEP_DURATION: ${error.message}`, { cause: error })
  }
}
