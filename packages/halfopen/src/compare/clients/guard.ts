import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** Released, it reads a line; when we are gone, however that came, the end of its input (pipe(7)). */
const WATCH = 'read -r released || kill -s KILL -- "-$1" 2>/dev/null'
const GONE_MS = 500

/**
 * Kills a client's process group when this process ends without having ended it: by SIGKILL, or by the kernel for want
 * of memory. A process of its own, in a group of its own, for nothing in this one runs then.
 */
export class Guard {
  readonly #shell: ChildProcess
  readonly #exited: Promise<unknown>
  #isGone = false

  constructor(group: number) {
    this.#shell = spawn('sh', ['-c', WATCH, 'halfopen-guard', String(group)], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.#exited = once(this.#shell, 'exit').catch(() => undefined)
    void this.#exited.then(() => (this.#isGone = true))
    // It may have been ended by somebody else: then there is nobody to be told.
    this.#shell.stdin?.on('error', () => undefined)
  }

  /** The client has ended: the number of its group may come to mean another. Resolves when the guard is gone. */
  async release(): Promise<void> {
    if (this.#isGone) return
    this.#shell.stdin?.end('released\n')
    const bound = new AbortController()
    const late = sleep(GONE_MS, undefined, { signal: bound.signal }).catch(() => undefined)
    await Promise.race([this.#exited, late])
    bound.abort()
  }
}
