import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How busy a process was: a fault is as exact as the loop that plays it is punctual. */
export interface Load {
  readonly cpuSeconds: number
  readonly loopDelayMs: { readonly p50: number; readonly p99: number; readonly most: number }
}

/** @returns reads what it was since. */
export function measureLoad(): () => Load {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    const [p50 = 0, p99 = 0, most = 0] = [delay.percentile(50), delay.percentile(99), delay.max].map((ns) => ns / 1e6)
    return { cpuSeconds: (user + system) / 1e6, loopDelayMs: { p50, p99, most } }
  }
}
