/** What is used of /proc/PID/stat (fs/proc/array.c, do_task_stat). */
export interface ProcessStat {
  readonly comm: string
  readonly parentPid: number
  /** Clock ticks after boot. */
  readonly startTicks: number
  readonly kernelThread: boolean
}

const PF_KTHREAD = 0x00200000
const PARENT_PID = 1
const FLAGS = 6
const START_TICKS = 19

/** `comm` stands in brackets and may itself hold brackets and spaces: the last one ends it. */
export function parseStat(text: string): ProcessStat | null {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < open) return null
  const fields = text.slice(close + 2).split(' ')
  const parentPid = Number(fields[PARENT_PID])
  const startTicks = Number(fields[START_TICKS])
  const flags = Number(fields[FLAGS])
  if (![parentPid, startTicks, flags].every(Number.isSafeInteger)) return null
  return { comm: text.slice(open + 1, close), parentPid, startTicks, kernelThread: (flags & PF_KTHREAD) !== 0 }
}
