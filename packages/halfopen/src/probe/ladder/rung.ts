/** Who sends TCP keep-alive probes during the silence. */
export type ProbesFrom = 'nobody' | 'client' | 'server'

/** One connection of the ladder: how long it stays silent, and who probes meanwhile. */
export interface Rung {
  readonly silenceMs: number
  readonly probesFrom: ProbesFrom
  /**
   * What happens when its answer is overdue: it is prompted (something is
   * sent, to see what that meets), or it only listens on, so that a late
   * answer is known to have come by itself.
   */
  readonly whenOverdue: 'prompt' | 'listen'
}
