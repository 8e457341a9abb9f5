import type { Finding } from '@halfopen/core'

import type { Clock } from '../host/index.js'
import { inScope, type Lookout, restedInterval } from '../looking/index.js'
import type { Scanned, Scope } from '../report/index.js'
import { intervalMs } from './pace.js'

export interface ExamineOptions {
  readonly windowMs: number
  readonly scope: Scope
  readonly lookout: Lookout
  readonly clock: Clock
  /** Ends the window early; what is known by then is the result. */
  readonly signal: AbortSignal
}

export interface Examination {
  readonly findings: readonly Finding[]
  readonly scanned: Scanned
  /** Shorter than asked for when the window was ended early. */
  readonly windowMs: number
}

/**
 * Looks at the host again and again until the window is over, the last time at its end.
 * @throws HalfopenError the reason of the last look, when every look failed.
 */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { lookout, clock, signal } = options
  const startMs = clock.now()
  await lookUntil(startMs + options.windowMs, options)
  if (lookout.last === undefined && lookout.failure !== undefined) throw lookout.failure
  const views = lookout.diagnosis.processes()
  return {
    findings: lookout.diagnosis.findings().filter((finding) => inScope(finding, options.scope, views)),
    scanned: scannedBy(lookout),
    windowMs: signal.aborted ? clock.now() - startMs : options.windowMs,
  }
}

async function lookUntil(endMs: number, { windowMs, lookout, clock, signal }: ExamineOptions): Promise<void> {
  for (;;) {
    const lookedAtMs = clock.now()
    lookout.look()
    const nowMs = clock.now()
    if (nowMs >= endMs && lookout.looks > 1) return
    const nextMs = Math.min(lookedAtMs + restedInterval(intervalMs(windowMs), lookout), endMs)
    await clock.sleep(Math.max(0, nextMs - nowMs), signal)
    if (signal.aborted) return
  }
}

function scannedBy(lookout: Lookout): Scanned {
  return {
    connections: lookout.last?.connections ?? 0,
    processes: lookout.last?.processes ?? 0,
    namespaces: lookout.last?.namespaces ?? 0,
    scanMs: lookout.medianScanMs,
    looks: lookout.looks,
    looksSkipped: lookout.skipped,
    limits: lookout.limits,
  }
}
