import { byWeight, type Finding, findCauses, Scene, toFinding } from '../causes/index.js'
import { type Connection, connectionAt, type Snapshot } from '../connection/index.js'
import { History, silenceMs } from '../history/index.js'
import { suspectPids } from './suspects.js'
import { processViews, type ProcessView } from './views.js'

/** A report that nobody can read helps nobody; the worst come first. */
const MOST_FINDINGS = 500

/** Follows the host from look to look and says what is wrong with it. */
export class Diagnosis {
  readonly #history = new History()
  #findings: readonly Finding[] = []

  /** Takes one look into account. Looks come in the order of their time. */
  observe(snapshot: Snapshot): void {
    this.#history.observe(snapshot)
    const scene = new Scene(this.#history)
    const found = new Map<string, Finding>()
    for (const draft of findCauses(scene)) {
      const finding = toFinding(scene, draft)
      // The id is the same for the same trouble after a restart, and so for two processes of one program.
      const key = `${finding.id}|${finding.process.pid}`
      const same = found.get(key)
      if (same === undefined || byWeight(finding, same) < 0) found.set(key, finding)
    }
    this.#findings = [...found.values()].sort(byWeight).slice(0, MOST_FINDINGS)
  }

  /** Pids whose blocked threads the next look should ask about, at most 50. */
  suspects(): readonly number[] {
    const { look } = this.#history
    return look === null ? [] : suspectPids(look)
  }

  /** What is wrong now, worst first. */
  findings(): readonly Finding[] {
    return this.#findings
  }

  /** All processes that hold connections or listeners, those with most connections first. */
  processes(): readonly ProcessView[] {
    const { look } = this.#history
    return look === null ? [] : processViews(look, this.#history)
  }

  /** The single connections of a group at the last look, longest silence first, at most `limit`. */
  connections(groupKey: string, limit: number): readonly Connection[] {
    const { look } = this.#history
    const group = look?.groups.byKey.get(groupKey)
    if (look === null || group === undefined) return []
    const table = look.snapshot.connections
    const rows = [...group.rows].sort((a, b) => silenceMs(table, b) - silenceMs(table, a))
    return rows.slice(0, limit).map((row) => connectionAt(table, row))
  }
}
