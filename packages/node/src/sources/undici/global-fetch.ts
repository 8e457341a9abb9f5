import type { Desk } from './desk.js'

/**
 * Stands before the global fetch, so that call sites are captured where only
 * the application is on the stack. A Proxy keeps name, length and all else of
 * fetch; promise and values are fetch's own.
 */
export function wrapFetch(desk: Desk, onLoaded: () => void): () => void {
  const original = globalThis.fetch as typeof fetch | undefined
  if (typeof original !== 'function') return () => undefined
  let loaded = false
  let watching = true
  const apply = (target: typeof fetch, self: unknown, args: Parameters<typeof fetch>): Promise<Response> => {
    if (!watching) return Reflect.apply(target, self, args)
    if (!loaded) {
      loaded = true
      onLoaded()
    }
    return desk.fetch(handler.apply, follows(args), () => Reflect.apply(target, self, args))
  }
  const handler = { apply }
  const wrapped = new Proxy(original, handler)
  globalThis.fetch = wrapped
  return () => {
    watching = false
    if (globalThis.fetch === wrapped) globalThis.fetch = original
  }
}

/** Unless told otherwise, fetch does. What is no Request and no init is fetch's to refuse. */
function follows([input, init]: Parameters<typeof fetch>): boolean {
  try {
    const redirect = init?.redirect ?? (input instanceof Request ? input.redirect : undefined)
    return redirect === undefined || redirect === 'follow'
  } catch {
    return true
  }
}
