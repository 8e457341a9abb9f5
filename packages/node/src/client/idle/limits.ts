import { IdleLimit, type IdleRules } from './limit.js'

/** Origins remembered at once; the one asked for longest ago is forgotten first. */
const ORIGINS = 1000

/** What is known of each origin, in bounded memory, also while no connection to it is open. */
export class IdleLimits {
  private readonly byOrigin = new Map<string, IdleLimit>()

  constructor(private readonly rules: IdleRules) {}

  of(origin: string): IdleLimit {
    const limit = this.byOrigin.get(origin) ?? new IdleLimit(this.rules)
    this.byOrigin.delete(origin)
    this.byOrigin.set(origin, limit)
    this.forgetOldest()
    return limit
  }

  private forgetOldest(): void {
    if (this.byOrigin.size <= ORIGINS) return
    for (const oldest of this.byOrigin.keys()) {
      this.byOrigin.delete(oldest)
      return
    }
  }
}
