import type { StateCounts, TcpState } from '@halfopen/core'

import type { Tone } from '../../terminal/index.js'

/** Zero is a dot: what is there stands out. */
export function countCell(n: number): string {
  return n === 0 ? '·' : String(n)
}

export function countTone(n: number): Tone {
  return n === 0 ? 'quiet' : 'plain'
}

const SHOWN_STATES: readonly TcpState[] = ['ESTABLISHED', 'CLOSE-WAIT', 'SYN-SENT']

/** Connections in a state that has no column of its own. */
export function otherStates(states: StateCounts): number {
  const all = Object.values(states).reduce((sum, n) => sum + n, 0)
  return all - SHOWN_STATES.reduce((sum, state) => sum + (states[state] ?? 0), 0)
}

/** 1024 and below as it is, larger limits rounded: `65k`, `1M`. */
export function limitCell(limit: number): string {
  if (limit >= 1e12) return '∞'
  if (limit >= 1e6) return `${Math.round(limit / 1e5) / 10}M`
  return limit >= 10_000 ? `${Math.round(limit / 1000)}k` : String(limit)
}

const WARN_PERCENT = 75
const CRITICAL_PERCENT = 90

export function useTone(percent: number): Tone {
  if (percent >= CRITICAL_PERCENT) return 'critical'
  return percent >= WARN_PERCENT ? 'warning' : 'plain'
}
