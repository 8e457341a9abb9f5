import type { Connection, Finding, GroupView, HalfopenError, ProcessView } from '@halfopen/core'

import type { Cost } from '../../host/index.js'

/** Everything that a frame may show, as it was at one look. */
export interface Scene {
  readonly host: string
  /** What is shown of it, in words; empty when all is. */
  readonly only: string
  readonly date: Date
  readonly intervalMs: number
  readonly looks: number
  readonly skipped: number
  /** Why the last look was skipped. */
  readonly failure: HalfopenError | undefined
  readonly scanMs: number
  readonly limits: readonly string[]
  readonly cost: Cost
  readonly findings: readonly Finding[]
  readonly processes: readonly ProcessView[]
  /** Single connections of a group, longest silence first, at most `limit`. */
  connections(groupKey: string, limit: number): readonly Connection[]
}

export function processOf(scene: Scene, key: string): ProcessView | undefined {
  return scene.processes.find((view) => view.key === key)
}

export function groupOf(view: ProcessView | undefined, key: string): GroupView | undefined {
  return view?.groups.find((group) => group.key === key)
}
