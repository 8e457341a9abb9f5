import { startTimer } from '../../clock/index.js'
import type { Caller, Departure } from './caller.js'
import { originOf } from '../places/index.js'
import { headerOf } from './header.js'

const MAX_HEIRS = 256
/** fetch asks for the next place within some ticks; one that has not by then does not follow. */
const HEIR_MS = 1000

/**
 * fetch follows a redirect some ticks later, in no one's stack: the next
 * request to the announced place inherits the call site of the first.
 */
export class Redirects {
  private readonly heirs = new Map<string, Caller>()

  announce(from: Pick<Departure, 'origin' | 'path'>, location: string, caller: Caller): void {
    const place = placeOf(location, originOf(from.origin) + (from.path ?? '/'))
    if (place === undefined) return
    const oldest = this.heirs.keys().next().value
    if (this.heirs.size >= MAX_HEIRS && oldest !== undefined) this.heirs.delete(oldest)
    if (this.heirs.size === 0) startTimer(() => this.heirs.clear(), HEIR_MS).unref()
    this.heirs.set(place, caller)
  }

  take(to: Departure): Caller | undefined {
    if (this.heirs.size === 0) return undefined
    const place = placeOf(to.path ?? '/', originOf(to.origin))
    const caller = place === undefined ? undefined : this.heirs.get(place)
    if (place !== undefined && caller !== undefined) this.heirs.delete(place)
    return caller
  }
}

function placeOf(path: string, base: string): string | undefined {
  try {
    const url = new URL(path, base)
    return url.origin + url.pathname + url.search
  } catch {
    return undefined
  }
}

export function locationOf(headers: unknown): string | undefined {
  return headerOf(headers, 'location')
}
