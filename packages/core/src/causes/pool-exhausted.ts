import { count, formatDuration } from '../words/index.js'
import type { Draft } from './draft.js'
import { smallest } from './extremes.js'
import { awaiting, hasStopped } from './exchange.js'
import type { Scene } from './scene.js'
import { THRESHOLDS as T } from './thresholds.js'

/**
 * A leak that has stopped growing has used up its pool: the plateau is the
 * pool's limit, and every further request waits. Descriptors at their limit
 * stop a leak too; then it is not the pool.
 */
export function findExhaustedPools(scene: Scene, leaks: readonly Draft[]): Draft[] {
  return leaks
    .filter((leak) => leak.cause === 'response-leak' && isPlateau(scene, leak))
    .map((leak) => ({ ...leak, ...describe(scene, leak) }))
}

function isPlateau(scene: Scene, leak: Draft): boolean {
  // Without tcp_info nobody knows when the last one was opened.
  if (leak.rows.some((row) => scene.columns.hasInfo[row] !== 1)) return false
  if (leak.connections < T.plateauLeaksWithWaiter || scene.watchedMs < T.plateauMs / 2) return false
  if (scene.descriptorShare(leak.process) >= T.pressed) return false
  const group = scene.outbound().find((one) => one.process === leak.process && one.remote === leak.remote)
  if (group === undefined || group.rows.some((row) => awaiting(scene, row))) return false
  return scene.courseOf(group).births.since(scene.nowMs - T.plateauMs) === 0 && hasStopped(scene, leak.rows)
}

/** Each sent its one request as it was opened. */
const openedMs = (scene: Scene) => (row: number) => scene.columns.lastDataSentMs[row] ?? 0

function describe(
  scene: Scene,
  leak: Draft,
): Partial<Draft> & Pick<Draft, 'cause' | 'severity' | 'confidence' | 'summary' | 'evidence'> {
  const { name } = scene.process(leak.process)
  const waiter = scene.lockedWorker(leak.process)
  const newestMs = smallest(leak.rows, openedMs(scene))
  return {
    cause: 'pool-exhausted',
    severity: waiter !== undefined && leak.weight === 'proof' ? 'critical' : 'warning',
    confidence: waiter !== undefined ? 'likely' : 'possible',
    summary: `${name} holds ${leak.connections} leaked connections to ${leak.remote} and opens no more: its pool is exhausted, further requests wait or fail.`,
    evidence: [
      `${count(leak.connections, 'connection')}, the pool's size, and none opened for ${formatDuration(newestMs)}`,
      waiter !== undefined
        ? `thread ${waiter.tid} has waited for a lock, as one that waits for a pool's slot does, for at least ${formatDuration(scene.history.lockedForMs(waiter.pid, waiter.tid, scene.nowMs))}`
        : 'no thread is seen waiting for a slot: the requests may also have stopped',
    ],
    descriptorsPerMinute: null,
  }
}
