import { byWeight, type Finding, findHeld, findOutliving, Scene, type SettleEnd, toFinding } from '../causes/index.js'
import type { Snapshot } from '../connection/index.js'
import { History } from '../history/index.js'

/** Follows processes from look to look and says what each would leave behind if it ended now. */
export class ExitDiagnosis {
  readonly #history = new History()
  #scene: Scene | null = null

  /** Takes one look into account, of the processes in question only. Looks come in the order of their time. */
  observe(snapshot: Snapshot): void {
    this.#history.observe(snapshot)
    this.#scene = new Scene(this.#history)
  }

  /** What each process would leave behind if it ended now, worst first. */
  held(): readonly Finding[] {
    const scene = this.#scene
    return scene === null
      ? []
      : findHeld(scene)
          .map((draft) => toFinding(scene, draft))
          .sort(byWeight)
  }

  /** The same, and all else that processes hold which outlive the command that started them. */
  outliving(end: SettleEnd): readonly Finding[] {
    const scene = this.#scene
    return scene === null
      ? []
      : findOutliving(scene, end)
          .map((draft) => toFinding(scene, draft))
          .sort(byWeight)
  }
}
