import type { Tools } from './keeper.js'

/**
 * Notices that no descriptor was left. libuv then takes its spare one, accepts
 * every waiting connection, closes it, and tells nobody (uv__emfile_trick in
 * src/unix/stream.c): only the count of descriptors shows it.
 */
export class Exhaustion {
  /** How many times it has begun. */
  times = 0
  private isNow = false

  constructor(private readonly tools: Pick<Tools, 'descriptors' | 'budget' | 'events'>) {}

  look(): void {
    const { limit } = this.tools.descriptors
    const used = this.tools.descriptors.used()
    if (limit === undefined || used === undefined) this.isNow = false
    else if (used >= limit) this.begin()
    else if (this.isNow && used <= limit - this.tools.budget.reserveDescriptors) this.end()
  }

  begin(): void {
    if (this.isNow) return
    this.isNow = true
    this.times++
    this.tools.events.emit('exhausted', this.figures())
  }

  private end(): void {
    this.isNow = false
    this.tools.events.emit('recovered', this.figures())
  }

  private figures() {
    return { used: this.tools.descriptors.used(), limit: this.tools.descriptors.limit }
  }
}
