import { registry } from './registry.js'
import { Scope } from './scope.js'

/** A scope for one test. `beside`: whether other tests may run at the same time. */
export function beginTest(name: string, { beside }: { readonly beside: boolean }): Scope {
  return new Scope({ ...registry().defaults, name, ...(beside && { strays: 'ignore' }) })
}

/** Runs what is no test's, though a test's end led to it. */
export function betweenTests<T>(action: () => T): T {
  return registry().storage.run(undefined, action)
}

/** Follows from before the first test. Returns what ends that. */
export function trackTests(): () => void {
  return registry().track().release
}
