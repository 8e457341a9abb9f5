import { fstatSync } from 'node:fs'

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const PARENT_CHECK_MS = 250

/**
 * A signal that aborts at the first SIGINT, SIGTERM or SIGHUP, or when the
 * program that started us is gone. From then on the handlers are gone, so
 * that the second signal ends the process as usual.
 */
export function stopSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController()
  const stop = () => {
    release()
    controller.abort()
  }
  const forget = onceAbandoned(stop)
  const release = () => {
    forget()
    for (const name of STOP_SIGNALS) process.off(name, stop)
  }
  for (const name of STOP_SIGNALS) process.on(name, stop)
  return { signal: controller.signal, release }
}

/**
 * A program that is killed cannot end what it started. One that gave us a pipe as stdin talks to us, so without it
 * nobody does. A shell gives a terminal or, for what it leaves in the background, /dev/null: those we outlive.
 */
function onceAbandoned(then: () => void): () => void {
  const parent = process.ppid
  if (!isPipe(0)) return () => undefined
  const timer = setInterval(() => {
    if (process.ppid !== parent) then()
  }, PARENT_CHECK_MS).unref()
  return () => clearInterval(timer)
}

function isPipe(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    // Closed, as daemons have it.
    return false
  }
}
