import { checkSettings, type LeakCheckOptions } from './options.js'
import { registry } from './registry.js'
import { Scope } from './scope.js'

/** A part of a program that must leave no HTTP exchange behind. */
export type LeakScope = Pick<Scope, 'run' | 'find' | 'check' | 'close'> & AsyncDisposable

/**
 * Begins a scope that lasts until it is disposed of, or until `check()`:
 *
 *     await using scope = expectNoLeaks()
 *
 * From here on, what the calling function begins, directly or through whatever it calls, must be done in the end:
 * responses read or let go, requests answered or aborted. What began before, what other scopes began, and idle
 * connections of a pool do not count.
 *
 * @throws HalfopenError HO_OPTION for an option out of range.
 */
export function expectNoLeaks(options: LeakCheckOptions = {}): LeakScope {
  const scope = new Scope(options)
  scope.enter()
  return scope
}

/** For a test that leaks on purpose: the scope in whose context this is called reports nothing. */
export function allowLeaks(): void {
  registry().storage.getStore()?.allow()
}

/**
 * Sets what scopes that begin later do where their own options do not say: the way to give options to a runner's
 * adapter. Options of several calls add up.
 *
 * @throws HalfopenError HO_OPTION for an option out of range.
 */
export function configureLeakCheck(options: LeakCheckOptions): void {
  // Here is the line to mend: thrown by each test that begins, it would name none.
  checkSettings(options)
  const home = registry()
  home.defaults = { ...home.defaults, ...options }
}
