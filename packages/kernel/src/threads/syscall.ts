import type { Call } from './calls.js'

/** In what a thread is blocked, before its descriptors are looked up. */
export type Blocked =
  | { readonly in: 'read'; readonly descriptor: number }
  | { readonly in: 'poll'; readonly entries: number; readonly count: number; readonly bound: 'timeout' | 'for-ever' }
  | { readonly in: 'futex'; readonly bound: 'timeout' | 'for-ever' }

const NUMBER_AND_ARGUMENTS = /^(\d+)((?: 0x[0-9a-f]{1,16}){6,})\s*$/

/** FUTEX_CMD_MASK, and the operations that wait: WAIT, LOCK_PI, WAIT_BITSET, WAIT_REQUEUE_PI, LOCK_PI2. */
const FUTEX_COMMAND = 0x7f
const FUTEX_WAITS: ReadonlySet<number> = new Set([0, 6, 9, 11, 13])

/**
 * The text of /proc/PID/task/TID/syscall (fs/proc/base.c, proc_pid_syscall):
 * number and six arguments, or `running`. null when the thread is not blocked
 * in a call of the table.
 */
export function parseSyscall(text: string, calls: ReadonlyMap<number, Call>): Blocked | null {
  const match = NUMBER_AND_ARGUMENTS.exec(text)
  const call = match === null ? undefined : calls.get(Number(match[1]))
  if (match === null || call === undefined) return null
  const [first = '', second = '', third = '', fourth = ''] = (match[2] ?? '').trim().split(' ')
  switch (call) {
    case 'read':
      return { in: 'read', descriptor: int(first) }
    case 'poll':
      return {
        in: 'poll',
        entries: Number(first),
        count: Number(second),
        bound: int(third) < 0 ? 'for-ever' : 'timeout',
      }
    case 'ppoll':
      return { in: 'poll', entries: Number(first), count: Number(second), bound: pointerBound(third) }
    case 'futex':
      return FUTEX_WAITS.has(int(second) & FUTEX_COMMAND) ? { in: 'futex', bound: pointerBound(fourth) } : null
  }
}

/** The C int in the low half of a register. */
const int = (argument: string): number => Number.parseInt(argument.slice(2).slice(-8), 16) | 0

const pointerBound = (argument: string): 'timeout' | 'for-ever' => (/^0x0+$/.test(argument) ? 'for-ever' : 'timeout')
