import type { Context } from '../../host/index.js'
import { KeyDecoder, type Key, Screen } from '../screen/index.js'

export interface TtyEvents {
  /** What was typed at once: a paste is one event. */
  readonly onKeys: (keys: readonly Key[]) => void
  /** The size changed, or the terminal is ours again: draw everything. */
  readonly onFresh: () => void
  /** The terminal is gone. */
  readonly onEnd: () => void
}

/**
 * Owns the terminal while the live view runs, and gives it back on every way
 * out: return, error, exit, Ctrl-Z.
 */
export class Tty implements Disposable {
  readonly screen: Screen
  readonly #decoder = new KeyDecoder()

  constructor(
    readonly io: Context['io'],
    readonly events: TtyEvents,
  ) {
    this.screen = new Screen(io.stdout)
  }

  open(): void {
    this.#take()
    this.io.stdin.on('data', this.#onData)
    this.io.stdin.on('end', this.events.onEnd)
    this.io.stdout.on('resize', this.events.onFresh)
    process.on('SIGTSTP', this.#stopAlone)
    process.on('SIGCONT', this.#retake)
    process.on('exit', this.#give)
    // Before Node prints an error that nobody caught: on the alternate screen it would be lost.
    process.on('uncaughtExceptionMonitor', this.#give)
  }

  [Symbol.dispose](): void {
    this.io.stdin.off('data', this.#onData)
    this.io.stdin.off('end', this.events.onEnd)
    this.io.stdout.off('resize', this.events.onFresh)
    process.off('SIGTSTP', this.#stopAlone)
    process.off('SIGCONT', this.#retake)
    process.off('exit', this.#give)
    process.off('uncaughtExceptionMonitor', this.#give)
    this.#give()
    this.io.stdin.pause()
  }

  /** Ctrl-Z: in raw mode the terminal does not stop its job, so we do, with everybody in it (npm, a shell). */
  suspend(): void {
    this.#stop(0)
  }

  readonly #onData = (bytes: Uint8Array): void => {
    this.events.onKeys(this.#decoder.decode(bytes))
  }

  readonly #stopAlone = (): void => this.#stop(process.pid)

  /**
   * SIGTSTP at its default stops us here; we go on with SIGCONT. Where nobody
   * could continue us the kernel does not stop us at all (POSIX, orphaned
   * process groups), and the terminal is taken back at once.
   */
  #stop(pid: number): void {
    this.#give()
    process.off('SIGTSTP', this.#stopAlone)
    process.kill(pid, 'SIGTSTP')
    setImmediate(() => {
      process.on('SIGTSTP', this.#stopAlone)
      this.#retake()
    })
  }

  readonly #retake = (): void => {
    this.#take()
    this.screen.forget()
    this.events.onFresh()
  }

  #take(): void {
    this.io.stdin.setRawMode?.(true)
    this.io.stdin.resume()
    this.screen.enter()
  }

  readonly #give = (): void => {
    this.screen.leave()
    this.io.stdin.setRawMode?.(false)
  }
}
