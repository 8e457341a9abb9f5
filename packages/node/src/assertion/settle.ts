import { monotonicNow, startTimer } from '../clock/index.js'
import type { Suspicion } from './records.js'

const MAX_STEP_MS = 100
/** A response that is complete changes only if somebody reads it after all: nothing on the wire is waited for. */
const COMPLETE_MS = 100

/** Looks again, in growing steps, until nothing is suspicious any more or the time is over. */
export async function settle(look: () => Suspicion[], settleMs: number): Promise<Suspicion[]> {
  const began = monotonicNow()
  for (let stepMs = 1; ; stepMs = Math.min(2 * stepMs, MAX_STEP_MS)) {
    const found = look()
    const leftMs = patienceMs(found, settleMs) - (monotonicNow() - began)
    if (leftMs <= 0) return found
    await pause(Math.min(stepMs, leftMs))
  }
}

function patienceMs(found: readonly Suspicion[], settleMs: number): number {
  if (found.some(({ kind }) => kind === 'held' || kind === 'pending')) return settleMs
  return found.some(({ kind }) => kind === 'unread') ? Math.min(COMPLETE_MS, settleMs) : 0
}

/** Keeps the process alive: a runner must not end before the verdict. */
async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => startTimer(resolve, ms))
}
