import type { ProcessRecord, ProcessTable } from '../processes/index.js'

/** Deeper than any real process tree that forks with its sockets. */
const GENERATIONS = 32

/** Whether `child` descends from `ancestor`. */
export function descendsFrom(child: ProcessRecord, ancestor: ProcessRecord, processes: ProcessTable): boolean {
  let at: ProcessRecord | undefined = child
  for (let generation = 0; generation < GENERATIONS && at !== undefined; generation++) {
    if (at.process.parentPid === ancestor.pid) return true
    at = processes.byPid(at.process.parentPid)
  }
  return false
}
