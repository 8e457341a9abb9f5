import { exhaustion } from '../history/index.js'
import { remedyFor, type RemedyText } from '../remedies/index.js'
import { CAUSE_IDS, type Runtime } from '../words/index.js'
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
    remedy: { ...remedyHere(draft, { pid, runtime }), cure: null },
  }
}

/** The remedy with the process and the port of this finding in place of the examples', so that it can be pasted. */
function remedyHere(draft: Draft, { pid, runtime }: { pid: number; runtime: Runtime }): RemedyText {
  const { summary, code } = remedyFor(draft.cause, runtime)
  const remotePort = draft.remote?.split(':').at(-1)
  const here = code
    .replaceAll(/\bPID\b/g, String(pid))
    .replaceAll('dport = :443', `dport = :${remotePort ?? 443}`)
    .replaceAll('sport = :8080', `sport = :${draft.localPort ?? 8080}`)
  return { summary, code: here }
}

function forecast(scene: Scene, draft: Draft): Forecast | null {
  const { descriptors } = scene.process(draft.process)
  if (descriptors === null || draft.descriptorsPerMinute === null) return null
  const { perMinute, exhaustedInMs } = exhaustion({ ...descriptors, perMinute: draft.descriptorsPerMinute })
  if (exhaustedInMs === null) return null
  return { resource: 'descriptors', ...descriptors, perMinute, exhaustedInMs }
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 }

/** Worst first; then the one with more connections; then the cause before what follows from it. */
export function byWeight(a: Finding, b: Finding): number {
  const order = (finding: Finding) => CAUSE_IDS.indexOf(finding.cause)
  const byCause = order(a) - order(b)
  return RANK[a.severity] - RANK[b.severity] || b.connections - a.connections || byCause || a.id.localeCompare(b.id)
}
