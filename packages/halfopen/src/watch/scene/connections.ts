import type { Connection } from '@halfopen/core'

type Ask = (groupKey: string, limit: number) => readonly Connection[]

/** Asked for one row more at a time, the answer is fetched in pieces of this size. */
const PIECE = 64

/** Remembers what was asked for during one look. */
export function remembered(ask: Ask): Ask {
  const known = new Map<string, { readonly limit: number; readonly connections: readonly Connection[] }>()
  return (groupKey, limit) => {
    const before = known.get(groupKey)
    if (before !== undefined && before.limit >= limit) return before.connections
    const rounded = Math.ceil(limit / PIECE) * PIECE
    const connections = ask(groupKey, rounded)
    known.set(groupKey, { limit: rounded, connections })
    return connections
  }
}
