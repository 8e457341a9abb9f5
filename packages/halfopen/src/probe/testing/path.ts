import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Expiry } from '@halfopen/core'
import { SocketHandles } from '@halfopen/kernel'

export interface PathOptions {
  readonly idleTimeoutMs: number
  readonly atExpiry: Expiry
  /** Whether TCP keep-alive probes reset the timer. */
  readonly keepAlive: 'honour' | 'ignore'
  /** Changes what an answer says. */
  readonly answer?: () => string | undefined
  /** A far side that stops for a while, as for a garbage collection: answers due then come at its end. */
  readonly pause?: { readonly fromMs: number; readonly forMs: number }
  /** When it closes every connection, whatever its age: a restart. */
  readonly evictAtMs?: number
}

/** A far side that behaves as if a middlebox that forgets lay in front of it: real sockets, one process. */
export interface TestPath extends AsyncDisposable {
  readonly url: string
  readonly address: string
  /** The greatest silence that a connection lasted, ms: on a busy machine its timers are late. */
  readonly latestMs: () => number
  /** How late it answered at worst, ms. */
  readonly answersLateMs: () => number
}

const POLL_MS = 10

/**
 * Answers `/sleep?for=NNNms` as the problem app does and any other path at
 * once. A connection that was silent for the idle timeout is then as good as
 * forgotten: what the app would send does not leave, and what arrives is
 * dropped or reset.
 */
export async function startPath(options: PathOptions): Promise<TestPath> {
  const opened = SocketHandles.open()
  if (!opened.ok) throw opened.error
  const flows = new Set<Flow>()
  const lasted: number[] = []
  const late: number[] = []
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const flow = new Flow(socket, opened.value, {
      ...options,
      lasted: (ms) => lasted.push(ms),
      answered: (ms) => late.push(ms),
    })
    flows.add(flow)
    socket.once('close', () => flows.delete(flow))
  })
  server.listen(0, '127.0.0.1', 4096)
  await once(server, 'listening')
  const poll = setInterval(() => {
    const isEvicting = options.evictAtMs !== undefined && performance.now() >= options.evictAtMs
    for (const flow of flows) {
      if (isEvicting) flow.destroy()
      else flow.poll()
    }
  }, POLL_MS)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    address: `127.0.0.1:${port}`,
    answersLateMs: () => Math.max(0, ...late),
    latestMs: () => Math.max(options.idleTimeoutMs, ...lasted),
    async [Symbol.asyncDispose]() {
      clearInterval(poll)
      const closed = once(server, 'close')
      server.close()
      for (const flow of flows) flow.destroy()
      await closed
    },
  }
}

interface FlowOptions extends PathOptions {
  readonly lasted: (silenceMs: number) => void
  readonly answered: (lateMs: number) => void
}

class Flow {
  readonly #socket: Socket
  readonly #handles: SocketHandles
  readonly #options: FlowOptions
  readonly #fd: number
  #segmentsIn: number
  #probedMs = 0
  #polledMs = performance.now()
  #isForgotten = false
  #held: string | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(socket: Socket, handles: SocketHandles, options: FlowOptions) {
    this.#socket = socket
    this.#handles = handles
    this.#options = options
    this.#fd = (socket as unknown as { _handle: { fd: number } })._handle.fd
    this.#segmentsIn = handles.segmentsIn(this.#fd)
    socket.on('data', (data: Buffer) => this.#heard(data.toString('latin1')))
    socket.on('end', () => socket.destroy())
    socket.on('error', () => undefined)
    socket.on('close', () => clearTimeout(this.#timer))
  }

  destroy(): void {
    this.#socket.destroy()
  }

  poll(): void {
    if (this.#isForgotten || this.#socket.destroyed) return
    this.#hearProbes()
    const silenceMs = this.#silenceMs()
    if (silenceMs >= this.#options.idleTimeoutMs) this.#forget(silenceMs)
  }

  /** A segment that no data explains is a probe, or the answer to one. */
  #hearProbes(): void {
    const nowMs = performance.now()
    const segments = this.#handles.segmentsIn(this.#fd)
    const isData = this.#dataSilenceMs() <= nowMs - this.#polledMs + 10
    if (segments > this.#segmentsIn && !isData && this.#options.keepAlive === 'honour') this.#probedMs = nowMs
    this.#segmentsIn = segments
    this.#polledMs = nowMs
  }

  #silenceMs(): number {
    return Math.min(this.#dataSilenceMs(), performance.now() - this.#probedMs)
  }

  /** By the kernel, so that a busy machine does not stretch it. */
  #dataSilenceMs(): number {
    const { lastDataReceivedMs = 0, lastDataSentMs = 0 } = this.#handles.info(this.#fd) ?? {}
    return Math.min(lastDataReceivedMs, lastDataSentMs)
  }

  #forget(silenceMs: number): void {
    this.#isForgotten = true
    this.#options.lasted(silenceMs)
    const { atExpiry } = this.#options
    if (atExpiry === 'close') this.#socket.end()
    if (atExpiry === 'reset-both') this.#socket.resetAndDestroy()
    if (atExpiry === 'silent') this.#handles.dropIncoming(this.#fd)
  }

  #heard(text: string): void {
    if (this.#isForgotten) {
      if (this.#options.atExpiry === 'reset-late') this.#socket.resetAndDestroy()
      if (this.#options.atExpiry !== 'block-inbound') return
      this.#isForgotten = false
      if (this.#held !== undefined) this.#send(this.#held)
    }
    for (const [, method, path] of text.matchAll(/^(GET|HEAD) (\S+) HTTP/gm)) this.#asked(method ?? '', path ?? '')
  }

  #asked(method: string, path: string): void {
    const { searchParams } = new URL(path, 'http://x')
    if (searchParams.has('keep-alive')) this.#socket.setKeepAlive(true, 1000)
    const body = method === 'HEAD' ? '' : 'ok'
    const usual = `HTTP/1.1 200 OK\r\nhalfopen-lab: app\r\nContent-Length: 2\r\n\r\n${body}`
    const answer = this.#options.answer?.() ?? usual
    const ms = Number.parseInt(searchParams.get('for') ?? '0', 10)
    const dueMs = performance.now() - this.#dataSilenceMs() + ms
    this.#timer = setTimeout(() => {
      this.#options.answered(performance.now() - dueMs)
      this.#send(answer)
    }, this.#afterPause(ms))
  }

  #afterPause(ms: number): number {
    const { fromMs = Infinity, forMs = 0 } = this.#options.pause ?? {}
    const dueMs = performance.now() + ms
    return dueMs >= fromMs && dueMs < fromMs + forMs ? ms + fromMs + forMs - dueMs : ms
  }

  #send(answer: string): void {
    // What the poll would find a moment later.
    if (!this.#isForgotten) this.poll()
    if (this.#isForgotten) {
      this.#held = answer
      return
    }
    this.#options.lasted(this.#silenceMs())
    if (!this.#socket.destroyed) this.#socket.write(answer)
  }
}
