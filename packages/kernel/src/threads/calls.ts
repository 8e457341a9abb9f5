/** System calls in which a thread waits for a connection or a lock. */
export type Call = 'read' | 'poll' | 'ppoll' | 'futex'

/** arch/x86/entry/syscalls/syscall_64.tbl: read, readv, recvfrom, recvmsg; poll, ppoll, futex. */
const X86_64: ReadonlyMap<number, Call> = new Map([
  [0, 'read'],
  [19, 'read'],
  [45, 'read'],
  [47, 'read'],
  [7, 'poll'],
  [271, 'ppoll'],
  [202, 'futex'],
])

/** include/uapi/asm-generic/unistd.h: read, readv, recvfrom, recvmsg; ppoll, futex. */
const AARCH64: ReadonlyMap<number, Call> = new Map([
  [63, 'read'],
  [65, 'read'],
  [207, 'read'],
  [212, 'read'],
  [73, 'ppoll'],
  [98, 'futex'],
])

const NONE: ReadonlyMap<number, Call> = new Map()

/** Numbers of the calls on a machine, by Node's name of it; none where they are not known. */
export function callsOf(architecture: string): ReadonlyMap<number, Call> {
  if (architecture === 'x64') return X86_64
  return architecture === 'arm64' ? AARCH64 : NONE
}
