import type { Look } from '../history/index.js'
import { silenceMs } from '../history/index.js'
import { TCP_STATES } from '../words/index.js'

const MOST = 50
const SILENT_MS = 2_000

/**
 * Processes with silent outbound connections: reading what their threads are
 * blocked in costs a few system calls a thread, so only these are asked.
 */
export function suspectPids({ snapshot, groups }: Look): readonly number[] {
  const silent = new Map<number, number>()
  const table = snapshot.connections
  for (const group of groups.all) {
    if (group.direction !== 'outbound') continue
    const n = group.rows.filter((row) => isOpen(table.columns.state[row]) && silenceMs(table, row) >= SILENT_MS).length
    if (n > 0) silent.set(group.process, (silent.get(group.process) ?? 0) + n)
  }
  const most = [...silent].sort((a, b) => b[1] - a[1]).slice(0, MOST)
  return most.flatMap(([process]) => snapshot.processes[process]?.pid ?? [])
}

function isOpen(state: number | undefined): boolean {
  return state === TCP_STATES.ESTABLISHED || state === TCP_STATES['CLOSE-WAIT']
}
