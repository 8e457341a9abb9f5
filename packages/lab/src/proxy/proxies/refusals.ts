import { HalfopenError, printable } from '@halfopen/core'
import type { Checked } from '../toxics/index.js'

// The words are those of Toxiproxy's API, which its clients' users search for.

export const noSuchProxy = () => new HalfopenError('HO_NO_SUCH', 'proxy not found')
export const noSuchToxic = () => new HalfopenError('HO_NO_SUCH', 'toxic not found')
export const proxyExists = () => new HalfopenError('HO_EXISTS', 'proxy already exists')
export const toxicExists = () => new HalfopenError('HO_EXISTS', 'toxic already exists')

export const serverDisposed = () => new HalfopenError('HO_USAGE', 'the proxy server was disposed')

/** The value, or HO_FAULT with what is wrong. */
export function orThrow<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value
  throw new HalfopenError('HO_FAULT', printable(checked.problem.message, 500))
}
