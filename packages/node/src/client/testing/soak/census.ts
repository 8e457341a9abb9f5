import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What this process holds. */
export interface Census {
  readonly descriptors: number
  readonly sockets: number
  /** After garbage collection. */
  readonly heapBytes: number
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Waits at most 15 s for what is closing to be closed, then counts. */
export async function census(isSettled: (now: Census) => boolean = () => true): Promise<Census> {
  for (const end = performance.now() + 15_000; performance.now() < end; await sleep(20)) {
    if (isSettled(count())) break
  }
  // What a callback of the last turn still holds goes with the second one.
  collectGarbage()
  await sleep(20)
  collectGarbage()
  return count()
}

function count(): Census {
  const kinds = readdirSync('/proc/self/fd').map(kindOf)
  const sockets = kinds.filter((kind) => kind.startsWith('socket:')).length
  return { descriptors: kinds.length, sockets, heapBytes: process.memoryUsage().heapUsed }
}

function kindOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    // The one that the folder was read through.
    return ''
  }
}
