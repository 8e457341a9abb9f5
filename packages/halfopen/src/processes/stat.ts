import { readdirSync, readFileSync } from 'node:fs'

/** What is used of /proc/PID/stat (proc(5)): fields 3, 5, 9 and 22. */
export interface Stat {
  readonly state: string
  readonly group: number
  readonly flags: number
  /** Clock ticks after boot, as text: only compared. */
  readonly startTicks: string
}

/** undefined where the process has ended. The name in field 2 may hold brackets and spaces. */
export function statOf(root: string, pid: number | string): Stat | undefined {
  try {
    const stat = readFileSync(`${root}/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', group: Number(fields[2]), flags: Number(fields[6]), startTicks: fields[19] ?? '' }
  } catch {
    // It has ended.
    return undefined
  }
}

/** A zombie is only waiting for its parent, which may be an init that takes its time. */
export const isRunning = ({ state }: Stat): boolean => state !== 'Z' && state !== 'X'

/** PF_EXITING of include/linux/sched.h: its memory may be gone, its state is not yet a zombie's. */
const EXITING = 0x4

/** Nothing of it will run any more, though the kernel may still be clearing it up. */
export const hasEnded = (stat: Stat): boolean => !isRunning(stat) || (stat.flags & EXITING) !== 0

/** Whether some process of a process group runs: all of /proc is read. */
export function groupRuns(group: number, root = '/proc'): boolean {
  return readdirSync(root).some((entry) => {
    const stat = /^\d+$/.test(entry) ? statOf(root, entry) : undefined
    return stat?.group === group && isRunning(stat)
  })
}

/**
 * How long the main thread of a process has been ready to run and had no processor, ms, since it started
 * (/proc/PID/schedstat, Documentation/scheduler/sched-stats.rst). 0 where the kernel does not count it.
 */
export function waitedMs(pid: number, root = '/proc'): number {
  try {
    return Number(readFileSync(`${root}/${pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6 || 0
  } catch {
    // It has ended, or the kernel was built without.
    return 0
  }
}
