import { type Origin, readOrigin } from '../callsite/index.js'
import type { Entry } from '../ledger/index.js'

/** The call sites of exchanges that lasted long enough to be worth formatting. */
export class Sites {
  private readonly known = new WeakMap<Entry, Origin>()

  /** Where an exchange was made; formats its stack on first use, and lets the capture go. */
  of(entry: Entry): Origin | undefined {
    const captured = entry.site
    if (captured !== undefined) {
      entry.site = undefined
      this.known.set(entry, readOrigin(captured))
    }
    return this.known.get(entry)
  }
}
