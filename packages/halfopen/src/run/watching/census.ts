import { Directions, type Snapshot, stateName, type TcpState } from '@halfopen/core'

/** Open connections of the command's processes at one moment. */
export interface Census {
  readonly outbound: number
  readonly inbound: number
}

export const NOBODY: Census = { outbound: 0, inbound: 0 }

export const totalOf = ({ outbound, inbound }: Census): number => outbound + inbound

/** Closed by this side; the kernel does the rest. */
const LEFT: ReadonlySet<TcpState | undefined> = new Set([
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
])

/** Counts the rows of a look that holds nothing but the command's. */
export function censusOf(snapshot: Snapshot): Census {
  const { connections } = snapshot
  const directions = new Directions(snapshot)
  let outbound = 0
  let inbound = 0
  for (let row = 0; row < connections.length; row++) {
    if (LEFT.has(stateName(connections.columns.state[row] ?? 0))) continue
    if (directions.of(row) === 'outbound') outbound++
    else inbound++
  }
  return { outbound, inbound }
}
