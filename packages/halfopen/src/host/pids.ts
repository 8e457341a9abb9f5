import { HalfopenError } from '@halfopen/core'

import type { ProcessNames } from './names.js'

/**
 * @throws HalfopenError HO_UNKNOWN_PID for a pid that no process has, HO_DENIED_PID where none of them may be read.
 */
export function checkPids(pids: readonly number[], names: ProcessNames): void {
  if (pids.length === 0) return
  const running = names.all()
  for (const pid of pids) {
    if (running.has(pid)) continue
    const near = nearPid(pid, running)
    const hint = near === undefined ? '' : `: did you mean ${near} (${running.get(near) ?? ''})?`
    throw new HalfopenError('HO_UNKNOWN_PID', `no process has the pid ${pid}${hint}`)
  }
  if (pids.some((pid) => names.mayRead(pid))) return
  const which = pids.map((pid) => `${pid} (${running.get(pid) ?? ''})`).join(', ')
  throw new HalfopenError(
    'HO_DENIED_PID',
    `the descriptors of ${which} may not be read, so its connections are unknown`,
  )
}

/** The one pid a single slip of the finger away from this one; with two or more, silence is kinder. */
function nearPid(pid: number, running: ReadonlyMap<number, string>): number | undefined {
  const near = [...running.keys()].filter((candidate) => oneSlipApart(String(pid), String(candidate)))
  return near.length === 1 ? near[0] : undefined
}

/** One digit too many, too few or wrong, or two swapped. */
function oneSlipApart(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 3) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  const restA = a.slice(start)
  const restB = b.slice(start)
  const swapped = restA.length > 1 && (restA[1] ?? '') + (restA[0] ?? '') + restA.slice(2) === restB
  return restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1) || swapped
}
