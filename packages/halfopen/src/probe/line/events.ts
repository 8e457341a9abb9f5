import type { Socket } from 'node:net'

/** What comes on a connection. `gone` ends it: with a RST, or with any other error of the kernel. */
export type LineEvent =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'fin' }
  | { readonly kind: 'gone'; readonly code: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }

/** A server that floods a silent connection is cut off here. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024

/** The events of one socket, one after the other, each awaited with a bound. */
export class LineEvents {
  readonly #queue: LineEvent[] = []
  #queuedBytes = 0
  #wake: (() => void) | undefined

  constructor(socket: Socket) {
    socket.on('data', (bytes: Buffer) => this.#push({ kind: 'data', bytes }))
    socket.on('end', () => this.#push({ kind: 'fin' }))
    socket.on('error', (error: NodeJS.ErrnoException) => this.#push({ kind: 'gone', code: error.code ?? 'ERROR' }))
    socket.on('data', () => {
      if (this.#queuedBytes > MAX_QUEUED_BYTES) socket.destroy(Object.assign(new Error('flood'), { code: 'EFLOOD' }))
    })
  }

  /** The next event, or `timeout` after `ms`, or `aborted` with the signal. */
  async next(ms: number, signal: AbortSignal): Promise<LineEvent> {
    const waiting = this.#take()
    if (waiting !== undefined) return waiting
    if (signal.aborted) return { kind: 'aborted' }
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        this.#wake = undefined
        resolve()
      }
      // Timers come before reading: after a stall the event may be there already, and is read first.
      const timer = setTimeout(() => setImmediate(done), Math.max(0, ms))
      signal.addEventListener('abort', done)
      this.#wake = done
    })
    return this.#take() ?? { kind: signal.aborted ? 'aborted' : 'timeout' }
  }

  #push(event: LineEvent): void {
    this.#queue.push(event)
    if (event.kind === 'data') this.#queuedBytes += event.bytes.length
    this.#wake?.()
  }

  #take(): LineEvent | undefined {
    const event = this.#queue.shift()
    if (event?.kind === 'data') this.#queuedBytes -= event.bytes.length
    return event
  }
}
