import {
  type Connection,
  ConnectionTable,
  type ErrorCode,
  type Finding,
  HalfopenError,
  type ProcessView,
  type Result,
  type Snapshot,
} from '@halfopen/core'

import type { Diagnoser, Eyes, Machine } from '../host/index.js'
import { FakeClock } from './clock.js'
import { view } from './things.js'

export function snapshot(changes: Partial<Snapshot> = {}): Result<Snapshot> {
  const connections = new ConnectionTable()
  connections.length = 33
  const value: Snapshot = {
    atMs: 0,
    scanMs: 12.34,
    source: 'netlink',
    namespaces: [{ id: 1, counters: null, ephemeralPorts: [32768, 60999] }],
    processes: [view().process],
    connections,
    listeners: [],
    waits: [],
    limits: [],
    ...changes,
  }
  return { ok: true, value }
}

export function failed(code: ErrorCode, message: string): Result<Snapshot> {
  return { ok: false, error: new HalfopenError(code, message) }
}

/** Sees what it is told to see; the last answer is repeated. */
export class FakeEyes implements Eyes {
  looks = 0
  isClosed = false
  readonly asked: (readonly number[])[] = []

  constructor(
    readonly answers: readonly Result<Snapshot>[] = [snapshot()],
    readonly whileLooking: () => void = () => undefined,
  ) {}

  look({ threadsOf }: { readonly threadsOf: readonly number[] }): Result<Snapshot> {
    this.asked.push(threadsOf)
    this.whileLooking()
    const answer = this.answers[Math.min(this.looks, this.answers.length - 1)] ?? snapshot()
    this.looks += 1
    return answer
  }

  [Symbol.dispose](): void {
    this.isClosed = true
  }
}

/** Says what it is told to say. */
export class FakeDiagnosis implements Diagnoser {
  observed = 0

  constructor(
    public found: readonly Finding[] = [],
    public views: readonly ProcessView[] = [view()],
    public single: readonly Connection[] = [],
  ) {}

  observe(): void {
    this.observed += 1
  }

  suspects(): readonly number[] {
    return this.found.map((finding) => finding.process.pid)
  }

  findings(): readonly Finding[] {
    return this.found
  }

  processes(): readonly ProcessView[] {
    return this.views
  }

  connections(_groupKey: string, limit: number): readonly Connection[] {
    return this.single.slice(0, limit)
  }
}

export function fakeMachine(
  parts: { eyes?: FakeEyes; diagnosis?: FakeDiagnosis; clock?: FakeClock; error?: unknown } = {},
): Machine {
  return {
    clock: parts.clock ?? new FakeClock(),
    names: {
      mayRead: (pid) => pid !== 1,
      all: () =>
        new Map([
          [1, 'init'],
          [70, 'java'],
          [4711, 'python3'],
        ]),
    },
    hostName: () => 'web-1',
    openEyes: async () => {
      if (parts.error !== undefined) throw parts.error
      return parts.eyes ?? new FakeEyes()
    },
    newDiagnosis: async () => parts.diagnosis ?? new FakeDiagnosis(),
  }
}
