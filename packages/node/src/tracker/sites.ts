import { type CallSite, readSite } from '../callsite/index.js'
import type { Entry } from '../ledger/index.js'

/** The call sites of exchanges that lasted long enough to be worth formatting. */
export class Sites {
  private readonly known = new WeakMap<Entry, CallSite>()

  /** The call site of an exchange; formats its stack on first use, and lets the capture go. */
  of(entry: Entry): CallSite | undefined {
    const captured = entry.site
    if (captured !== undefined) {
      entry.site = undefined
      const site = readSite(captured)
      if (site !== undefined) this.known.set(entry, site)
    }
    return this.known.get(entry)
  }
}
