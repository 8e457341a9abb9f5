import type { Runtime } from '../words/index.js'

/** Open descriptors of a process against its limit (RLIMIT_NOFILE, soft). */
export interface Descriptors {
  readonly used: number
  readonly limit: number
}

/** A process as /proc shows it. Every text is already printable. */
export interface Process {
  readonly pid: number
  readonly parentPid: number
  /** Clock ticks after boot at which it started: with the pid, its identity. */
  readonly startTicks: number
  /** Name of the program: the last part of `exe`, or the kernel's `comm`. */
  readonly name: string
  /** Path of the executable; empty where it could not be read. */
  readonly exe: string
  readonly cmdline: string
  readonly runtime: Runtime
  /** Container id from its cgroup, shortened to 12 characters. */
  readonly container: string | null
  /** null where the kernel or the permissions do not tell. */
  readonly descriptors: Descriptors | null
}

/** Identity of a process across looks: a recycled pid is another process. */
export function processKey(process: Pick<Process, 'pid' | 'startTicks'>): string {
  return `${process.pid}@${process.startTicks}`
}

/**
 * A thread that is blocked, and on what, from /proc/PID/task/TID/syscall.
 * `connection`: in a read or poll on this socket; `lock`: in futex, which is
 * what a thread that waits for a pool's slot looks like.
 */
export type Wait =
  | {
      readonly on: 'connection'
      readonly pid: number
      readonly tid: number
      readonly inode: number
      readonly bound: 'timeout' | 'for-ever'
    }
  | { readonly on: 'lock'; readonly pid: number; readonly tid: number; readonly bound: 'timeout' | 'for-ever' }
