import { createRequire } from 'node:module'
import { HalfopenError, type Result } from '@halfopen/core'
import type * as koffiModule from 'koffi'

/**
 * The C library's calls that Node does not offer. Pointers are plain numbers
 * (user addresses stay below 2^47), because koffi converts those fastest.
 * All return -1 on failure; `errno()` then says why.
 */
export interface Libc {
  socket(family: number, type: number, protocol: number): number
  setsockopt(fd: number, level: number, option: number, value: number, length: number): number
  getsockopt(fd: number, level: number, option: number, value: number, length: number): number
  bind(fd: number, address: number, length: number): number
  getsockname(fd: number, address: number, length: number): number
  ioctl(fd: number, request: number, argument: number): number
  pidfdOpen(pid: number, flags: number): number
  pidfdGetfd(pidfd: number, fd: number, flags: number): number
  send(fd: number, data: number, length: number, flags: number): number
  recv(fd: number, data: number, length: number, flags: number): number
  setns(fd: number, kind: number): number
  prctl(option: number, value: number): number
  waitpid(pid: number, status: number, options: number): number
  openat(directory: number, path: number, flags: number, mode: number): number
  readlinkat(directory: number, path: number, target: number, size: number): number
  getdents64(directory: number, entries: number, size: number): number
  close(fd: number): number
  errno(): number
  addressOf(buffer: ArrayBuffer): number
}

type Koffi = typeof koffiModule

/** The same numbers on every architecture (include/uapi/asm-generic/unistd.h); glibc wraps them from 2.36 on only. */
const PIDFD_OPEN = 434
const PIDFD_GETFD = 438

let loaded: Result<Libc> | undefined

/** The C library through koffi, loaded once and only when asked for: importing this package works everywhere. */
export function loadLibc(): Result<Libc> {
  loaded ??= load()
  return loaded
}

function load(): Result<Libc> {
  try {
    // A computed name keeps bundlers from resolving it: koffi is native and may be absent.
    const koffi = createRequire(import.meta.url)('koffi') as Koffi
    return { ok: true, value: bind(koffi) }
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    return { ok: false, error: new HalfopenError('HO_NATIVE', `koffi did not load: ${why}`, { cause }) }
  }
}

/** koffi refuses `ssize_t`; `long` has the same size on every Linux. */
function bind(koffi: Koffi): Libc {
  const library = koffi.load(null)
  const syscall = library.func('long syscall(long number, long a, long b, long c)')
  return {
    socket: library.func('int socket(int family, int type, int protocol)'),
    setsockopt: library.func('int setsockopt(int fd, int level, int option, uintptr_t value, unsigned int length)'),
    getsockopt: library.func('int getsockopt(int fd, int level, int option, uintptr_t value, uintptr_t length)'),
    bind: library.func('int bind(int fd, uintptr_t address, unsigned int length)'),
    getsockname: library.func('int getsockname(int fd, uintptr_t address, uintptr_t length)'),
    ioctl: library.func('int ioctl(int fd, unsigned long request, uintptr_t argument)'),
    pidfdOpen: (pid, flags) => syscall(PIDFD_OPEN, pid, flags, 0),
    pidfdGetfd: (pidfd, fd, flags) => syscall(PIDFD_GETFD, pidfd, fd, flags),
    send: library.func('long send(int fd, uintptr_t data, size_t length, int flags)'),
    recv: library.func('long recv(int fd, uintptr_t data, size_t length, int flags)'),
    setns: library.func('int setns(int fd, int kind)'),
    prctl: bindPrctl(library),
    waitpid: library.func('int waitpid(int pid, uintptr_t status, int options)'),
    openat: library.func('int openat(int directory, uintptr_t path, int flags, int mode)'),
    readlinkat: library.func('long readlinkat(int directory, uintptr_t path, uintptr_t target, size_t size)'),
    getdents64: bindGetdents(library),
    close: library.func('int close(int fd)'),
    errno: () => koffi.errno(),
    addressOf: (buffer) => Number(koffi.address(buffer)),
  }
}

/** It takes its arguments as variadic ones, which some processors pass in another way. */
function bindPrctl(library: koffiModule.LibraryHandle): Libc['prctl'] {
  const prctl = library.func('int prctl(int option, ...)')
  return (option, value) =>
    prctl(option, 'unsigned long', value, 'unsigned long', 0, 'unsigned long', 0, 'unsigned long', 0)
}

/** musl has it under the shorter name only. */
function bindGetdents(library: koffiModule.LibraryHandle): Libc['getdents64'] {
  try {
    return library.func('long getdents64(int directory, uintptr_t entries, size_t size)')
  } catch {
    // Not there under this name; when the other is missing too, that is the error.
    return library.func('long getdents(int directory, uintptr_t entries, size_t size)')
  }
}
