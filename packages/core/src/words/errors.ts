/** Every way halfopen can fail, and what the user does about it. Match on `code`. */
export const ERRORS = {
  HO_DURATION: 'Write a duration as a number and a unit: 250ms, 5s, 2m, 1h.',
  HO_USAGE: 'Run the command with --help to see its flags and examples.',
  HO_UNKNOWN_CAUSE: 'Run `halfopen explain` alone to list the causes.',
  HO_UNKNOWN_PID: 'List the processes with `ps -e`, or leave --pid out to look at all of them.',
  HO_DENIED_PID: 'Run as root, or as the user of that process: `sudo halfopen …`.',
  HO_PLATFORM: 'Run halfopen on the Linux host where the process runs: it reads the Linux kernel.',
  HO_NO_PROC: 'Mount procfs: `mount -t proc proc /proc`.',
  HO_NETLINK_OPEN:
    'The kernel refuses NETLINK_SOCK_DIAG; halfopen then reads /proc/net/tcp. `modprobe tcp_diag inet_diag` may help.',
  HO_NETLINK_RECEIVE:
    'The look was skipped; the next one asks again. If it persists, run `ss -tan` to see whether the kernel answers at all.',
  HO_NETLINK_DECODE:
    'The look was skipped; the next one asks again. If it persists, report the bytes named in the message.',
  HO_PROC_READ:
    'The look was skipped; the next one asks again. If the message says EMFILE, give halfopen itself more descriptors: `ulimit -n`.',
  HO_PROC_DECODE:
    'The look was skipped; the next one asks again. If it persists, report the file and the line named in the message.',
  HO_INTERNAL: 'This is a defect of halfopen: please report the message. The next look starts afresh.',
  HO_BORROW:
    'Run as root, or as the user of that process where kernel.yama.ptrace_scope is 0; a process that just ended needs nothing.',
  HO_COMMAND:
    "Check its spelling and PATH; a script needs `chmod +x` and a first line such as #!/bin/sh; shell syntax needs `sh -c '…'`.",
  HO_CONFIG: 'Correct the file at the place the message names.',
  HO_LISTEN: 'Choose another port, or leave it out to get a free one.',
  HO_FAULT: 'docs/lab-proxy.md lists every fault with its attributes, units, ranges and defaults.',
  HO_NO_SUCH: 'List what there is: GET /proxies.',
  HO_EXISTS: 'Choose another name, or remove the one that has it.',
  HO_TARGET: 'Check the name and the port, and that something listens there.',
  HO_UNMEASURABLE:
    'Probe another path or mode: `halfopen lab app` on the far side lets response mode measure any path; --frugal opens at most 64 connections.',
  HO_NAMESPACES:
    'The kernel or a container forbids user namespaces: `sysctl kernel.unprivileged_userns_clone=1`, run as root, or use the native backend.',
  HO_BACKEND: 'Leave the backend out: the best one that works here is then chosen.',
  HO_NATIVE:
    'The native library koffi did not load; halfopen then reads /proc/net/tcp. Reinstall with `npm install koffi`.',
  HO_OPTION:
    'Give the option a value in the range that the message names; docs/node-client.md, docs/node-guard.md, docs/node-testing.md and docs/node-tracker.md have them all.',
  HO_POOL_TIMEOUT:
    'Read or discard the responses that the message names, or raise `connections`; `poolTimeoutMs` is how long a request waits.',
  HO_CONNECT_TIMEOUT: 'Check that the server listens and that the path lets SYN through; `connectTimeoutMs` bounds it.',
  HO_HEADERS_TIMEOUT:
    'No response headers came in time: the server is slow, the path dead, or the event loop blocked; `headersTimeoutMs` bounds it.',
  HO_BODY_TIMEOUT:
    'The body did not go on: the server is slow, the path dead, or the event loop blocked; `bodyTimeoutMs` bounds the silence.',
  HO_DEADLINE: 'The whole exchange took longer than `deadlineMs`, waiting for a connection included.',
  HO_UNREAD_TIMEOUT:
    'Read the response to its end, discard it, or use `withResponse`; `unreadTimeoutMs` is how long it may hold its connection.',
  HO_RECLAIMED:
    'Read the body of every response, or cancel it, and release every pooled client in finally: halfopen took this one back because others waited.',
  HO_LEAK:
    'Read the body of every response, or let it go, at the line that the message names; docs/node-testing.md tells what counts.',
  HO_RUNNER: 'Load the adapter as docs/node-testing.md shows for your test runner.',
  HO_TRACKER_MODE: 'Set HALFOPEN to observe, warn or reclaim.',
  HO_NOT_TRACKING: 'Start the program with `node --import @halfopen/node/register`, or call startTracker() first.',
} as const

export type ErrorCode = keyof typeof ERRORS

/** The one error class: a code from a closed table, what happened, and a remedy. */
export class HalfopenError extends Error {
  override readonly name = 'HalfopenError'
  readonly code: ErrorCode
  readonly remedy: string

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.remedy = ERRORS[code]
  }
}

/** A value or a typed error: what every decoder returns instead of throwing. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: HalfopenError }
