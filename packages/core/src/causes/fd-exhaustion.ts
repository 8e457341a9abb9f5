import { exhaustion, growthPerMinute } from '../history/index.js'
import { formatDuration } from '../words/index.js'
import type { Draft } from './draft.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/** Descriptors run out: use against the limit now, or soon if the growth goes on. */
export function findExhaustedDescriptors(scene: Scene): Draft[] {
  return scene.snapshot.processes.flatMap((process, index) => {
    if (process.descriptors === null || process.descriptors.limit <= 0) return []
    // Growth is dear to compute, and below this share it decides nothing.
    if (scene.descriptorShare(index) < T.halfOut) return []
    const perMinute = steadyGrowth(scene, index)
    const { exhaustedInMs } = exhaustion({ ...process.descriptors, perMinute })
    return isTrouble(scene, index, exhaustedInMs) ? [draft(scene, index, { perMinute, exhaustedInMs })] : []
  })
}

function steadyGrowth(scene: Scene, index: number): number {
  const samples = scene.processCourse(index)?.used.samples ?? []
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.atMs - first.atMs < T.steadyMs) return 0
  return growthPerMinute(samples)
}

function isTrouble(scene: Scene, index: number, exhaustedInMs: number | null): boolean {
  const share = scene.descriptorShare(index)
  if (share >= T.nearlyOut) return true
  if (exhaustedInMs === null) return false
  return share >= T.runningOut || (share >= T.halfOut && exhaustedInMs <= T.soonMs)
}

function draft(scene: Scene, index: number, of: { perMinute: number; exhaustedInMs: number | null }): Draft {
  const process = scene.process(index)
  const { used, limit } = process.descriptors ?? { used: 0, limit: 0 }
  const out = used >= limit * T.nearlyOut
  const when =
    of.exhaustedInMs === null
      ? ''
      : `, ${of.exhaustedInMs === 0 ? 'none is left' : `exhausted in ${formatDuration(of.exhaustedInMs)} at this growth`}`
  return {
    cause: 'fd-exhaustion',
    severity: out ? 'critical' : 'warning',
    confidence: out ? 'certain' : 'likely',
    weight: 'proof',
    process: index,
    direction: null,
    remote: null,
    localPort: null,
    rows: [],
    connections: connectionsOf(scene, index),
    oldestMs: 0,
    summary: `${process.name} has ${used} of ${limit} descriptors in use${when}.`,
    evidence: [
      `${used} of ${limit} descriptors in use (RLIMIT_NOFILE)`,
      `${connectionsOf(scene, index)} of them are TCP connections`,
      ...(of.perMinute > 0 ? [`grows by ${of.perMinute} a minute`] : []),
    ],
    descriptorsPerMinute: of.perMinute,
  }
}

function connectionsOf(scene: Scene, index: number): number {
  const { owner } = scene.columns
  let n = 0
  for (let row = 0; row < scene.table.length; row++) if (owner[row] === index) n++
  return n
}
