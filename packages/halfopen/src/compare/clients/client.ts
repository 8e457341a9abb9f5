import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { ProcessTree } from '../../processes/index.js'
import { endGroup } from './group.js'
import { Guard } from './guard.js'
import { Tail } from './tail.js'

/** What is left in the pipes once the writers are gone comes at once. */
const DRAIN_MS = 250
/** What a shell says of a command that it cannot find; here the shell itself is missing. */
const NOT_FOUND = 127

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly atMs: number
}

/** One command that runs through `sh -c`, in a process group of its own, reading nothing. */
export class Client {
  readonly command: string
  readonly startedMs: number
  readonly tree: ProcessTree
  readonly stdout = new Tail()
  readonly stderr = new Tail()
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>
  readonly #guard: Guard | undefined
  #ended: Ended | undefined
  #end: Promise<void> | undefined

  /** `now` is monotonic, ms. */
  constructor(command: string, now: () => number) {
    this.command = command
    this.startedMs = now()
    this.#child = spawn('sh', ['-c', command], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#guard = this.pid > 0 ? new Guard(this.pid) : undefined
    this.tree = new ProcessTree(this.pid)
    this.#closed = once(this.#child, 'close').catch(() => undefined)
    this.#child.stdout?.on('data', (chunk: Buffer) => this.stdout.add(chunk))
    this.#child.stderr?.on('data', (chunk: Buffer) => this.stderr.add(chunk))
    this.#child.once('exit', (exitCode, signal) => {
      this.#ended = { exitCode, signal, atMs: now() }
    })
    this.#child.once('error', (error) => {
      this.stderr.add(Buffer.from(error.message))
      this.#ended ??= { exitCode: NOT_FOUND, signal: null, atMs: now() }
    })
  }

  /** 0 where it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** How its own process ended; undefined while it runs. */
  get ended(): Ended | undefined {
    return this.#ended
  }

  /** Ends whatever of it still runs, and reads what it printed to the end. Never rejects; asked again, the same end. */
  end(): Promise<void> {
    this.#end ??= this.#endAll()
    return this.#end
  }

  async #endAll(): Promise<void> {
    if (this.pid > 0) await endGroup(this.pid, this.tree)
    await this.#guard?.release()
    const drained = new AbortController()
    const bound = sleep(DRAIN_MS, undefined, { signal: drained.signal }).catch(() => undefined)
    await Promise.race([this.#closed, bound])
    drained.abort()
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
  }
}
