import { setTimeout as sleep } from 'node:timers/promises'

import { groupRuns, type ProcessTree } from '../../processes/index.js'

/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 1000
/** After SIGKILL only the kernel delays an end: a process in uninterruptible sleep. */
const GONE_MS = 1000
const POLL_MS = 5

const STEPS = [
  ['SIGTERM', GRACE_MS],
  ['SIGKILL', GONE_MS],
] as const

/**
 * Ends a client: its process group, and its descendants that left the group (setsid). SIGTERM, and after a second
 * SIGKILL. Only processes that descend from the one we started, and still are the ones we saw.
 */
export async function endGroup(leader: number, tree: ProcessTree): Promise<void> {
  tree.refresh()
  const members = [...tree.members]
  const living = () => members.filter((member) => tree.isAlive(member))
  // A group of zombies can be signalled too, but that all of /proc is read for only when it must be.
  const anyAlive = () => living().length > 0 || (signal(-leader, 0) && groupRuns(leader))
  for (const [name, boundMs] of STEPS) {
    if (!anyAlive()) return
    signal(-leader, name)
    for (const { pid } of living()) signal(pid, name)
    await until(() => !anyAlive(), boundMs)
  }
}

/** False where there is nobody to be signalled. A negative pid is a process group (kill(2)). */
function signal(pid: number, name: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    // EPERM: it runs as somebody else (sudo), so it lives, and is not ours to end.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function until(holds: () => boolean, boundMs: number): Promise<void> {
  const endMs = performance.now() + boundMs
  while (!holds() && performance.now() < endMs) await sleep(POLL_MS)
}
