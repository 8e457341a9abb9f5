import type { Descriptors } from './descriptors.js'
import type { GuardSettings } from './settings.js'

/** How many connections there may be. */
export interface Budget {
  readonly maxConnections: number
  readonly reserveDescriptors: number
  readonly maxWaiting: number
}

/** Without a limit known: what one Node process serves with ease. */
const MAX_CONNECTIONS_UNKNOWN = 10_000

export function budgetOf(settings: GuardSettings, limit: number | undefined): Budget {
  const reserveDescriptors = settings.reserveDescriptors ?? between(32, Math.ceil((limit ?? 0) / 8), 1_024)
  const allowed = limit === undefined ? MAX_CONNECTIONS_UNKNOWN : Math.max(1, limit - reserveDescriptors)
  return {
    maxConnections: settings.maxConnections ?? allowed,
    reserveDescriptors,
    maxWaiting: settings.maxWaiting ?? Math.min(256, Math.floor(reserveDescriptors / 2)),
  }
}

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))

/**
 * How many connections too many there are: by number, or because descriptors
 * run into the reserve, whoever uses them. Those who wait sit in the reserve.
 */
export function excess(budget: Budget, descriptors: Descriptors, now: { open: number; waiting: number }): number {
  const byNumber = now.open - budget.maxConnections
  const used = descriptors.limit === undefined ? undefined : descriptors.used()
  if (used === undefined || descriptors.limit === undefined) return byNumber
  return Math.max(byNumber, used - now.waiting - (descriptors.limit - budget.reserveDescriptors))
}
