import { exhaustion } from '../history/index.js'
import { remedyFor } from '../remedies/index.js'
import type { Draft } from './draft.js'
import type { Finding, Forecast, Severity } from './finding.js'
import type { Scene } from './scene.js'

/** Makes a finding of a draft: who, how long it will hold, and what to change. */
export function toFinding(scene: Scene, draft: Draft): Finding {
  const { pid, name, exe, cmdline, runtime, container } = scene.process(draft.process)
  return {
    id: `${draft.cause}|${exe || name}|${draft.localPort ?? draft.remote ?? 'descriptors'}`,
    cause: draft.cause,
    severity: draft.severity,
    confidence: draft.confidence,
    process: { pid, name, exe, cmdline, runtime, container },
    direction: draft.direction,
    remote: draft.remote,
    localPort: draft.localPort,
    connections: draft.connections,
    oldestMs: Math.round(draft.oldestMs),
    summary: draft.summary,
    evidence: draft.evidence,
    forecast: forecast(scene, draft),
    remedy: { ...remedyFor(draft.cause, runtime), cure: null },
  }
}

function forecast(scene: Scene, draft: Draft): Forecast | null {
  const { descriptors } = scene.process(draft.process)
  if (descriptors === null || draft.descriptorsPerMinute === null) return null
  const { perMinute, exhaustedInMs } = exhaustion({ ...descriptors, perMinute: draft.descriptorsPerMinute })
  if (exhaustedInMs === null) return null
  return { resource: 'descriptors', ...descriptors, perMinute, exhaustedInMs }
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 }

/** Worst first; then the one with more connections. */
export function byWeight(a: Finding, b: Finding): number {
  return RANK[a.severity] - RANK[b.severity] || b.connections - a.connections || a.id.localeCompare(b.id)
}
