import type { Process } from './process.js'
import type { Snapshot } from './snapshot.js'
import type { ConnectionTable } from './table.js'

/**
 * The part of a look that is about some processes: their connections, and all listeners, which tell inbound from
 * outbound. Rows are copied `into` a table of the caller's, which is cleared first.
 */
export function restrictTo(
  snapshot: Snapshot,
  isWanted: (process: Process) => boolean,
  into: ConnectionTable,
): Snapshot {
  const kept = new Map<number, number>()
  const processes = snapshot.processes.filter((process, index) => {
    const wanted = isWanted(process)
    if (wanted) kept.set(index, kept.size)
    return wanted
  })
  copyRows(snapshot.connections, kept, into)
  const listeners = snapshot.listeners.map((listener) => ({
    ...listener,
    owners: listener.owners.flatMap((owner) => kept.get(owner) ?? []),
  }))
  return { ...snapshot, processes, connections: into, listeners }
}

function copyRows(from: ConnectionTable, kept: ReadonlyMap<number, number>, into: ConnectionTable): void {
  into.clear()
  for (let row = 0; row < from.length; row++) {
    const owner = kept.get(from.columns.owner[row] ?? -1)
    if (owner === undefined) continue
    into.append(from, row)
    into.columns.owner[into.length - 1] = owner
  }
}
