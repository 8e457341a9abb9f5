const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'] as const

/** Smaller movements are drawn flat: a process that opens one file more is no mountain. */
const MIN_SPAN = 8
const MIN_SPAN_SHARE = 0.05

/** The last `columns` values as a small line of bars, the oldest on the left. */
export function spark(values: readonly number[], columns: number): string {
  const shown = values.slice(-columns)
  if (shown.length < 2) return ''
  const low = Math.min(...shown)
  const high = Math.max(...shown)
  const span = Math.max(high - low, MIN_SPAN, high * MIN_SPAN_SHARE)
  return shown.map((value) => BARS[Math.round(((value - low) / span) * (BARS.length - 1))] ?? BARS[0]).join('')
}
