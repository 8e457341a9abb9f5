import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

import { printable } from '@halfopen/core'

import type { Clock, Diagnoser, Eyes } from './ports.js'
import { type ProcessNames, ProcNames } from './names.js'

/** The host as the verbs see it; a test gives another. */
export interface Machine {
  readonly clock: Clock
  readonly names: ProcessNames
  hostName(): string
  /** @throws HalfopenError HO_PLATFORM, HO_NO_PROC where this host cannot be looked at. */
  openEyes(): Promise<Eyes>
  newDiagnosis(): Promise<Diagnoser>
}

export const thisMachine: Machine = {
  clock: {
    now: () => performance.now(),
    date: () => new Date(),
    sleep: sleepUnlessAborted,
  },
  names: new ProcNames(),
  hostName: () => printable(hostname()),
  // Loaded when needed: the native library would slow down every --help.
  openEyes: async () => (await import('@halfopen/kernel')).Scanner.open(),
  newDiagnosis: async () => new (await import('@halfopen/core')).Diagnosis(),
}

async function sleepUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
