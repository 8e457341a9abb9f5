const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * A signal that aborts at the first SIGINT, SIGTERM or SIGHUP. From then on
 * the handlers are gone, so that the second one ends the process as usual.
 */
export function stopSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController()
  const stop = () => {
    release()
    controller.abort()
  }
  const release = () => {
    for (const name of STOP_SIGNALS) process.off(name, stop)
  }
  for (const name of STOP_SIGNALS) process.on(name, stop)
  return { signal: controller.signal, release }
}
