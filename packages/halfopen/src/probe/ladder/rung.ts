/** Who sends TCP keep-alive probes during the silence. */
export type ProbesFrom = 'nobody' | 'client' | 'server'

/** One connection of the ladder: how long it stays silent, and who probes meanwhile. */
export interface Rung {
  readonly silenceMs: number
  readonly probesFrom: ProbesFrom
}
