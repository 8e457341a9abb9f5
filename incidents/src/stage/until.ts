import { setTimeout as sleep } from 'node:timers/promises'

interface Bound {
  boundMs: number
  /** What is being waited for, to say when it does not come. */
  what: string
  signal?: AbortSignal
}

/** Waits until a condition holds, looking every 50 ms; throws when the bound is passed. */
export async function until(holds: () => boolean | Promise<boolean>, { boundMs, what, signal }: Bound): Promise<void> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > boundMs) throw new Error(`${what} did not come within ${boundMs / 1000} s`)
    await sleep(50, undefined, signal === undefined ? {} : { signal })
  }
}
