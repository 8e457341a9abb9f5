import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { SocketHandles, TcpInfo } from '@halfopen/kernel'
import type { Span } from '../verdict/index.js'
import { type LineEvent, LineEvents } from './events.js'
import type { Heartbeat } from './heartbeat.js'
import { arrivedAt, lastSegmentAt } from './quiet.js'

/** Where to connect: one address, so that every rung takes the same path. */
export interface Place {
  readonly address: string
  readonly port: number
  /** null: no TLS. */
  readonly tls: { readonly host: string; readonly insecure: boolean } | null
}

export interface LineOptions {
  readonly place: Place
  /** undefined: koffi is not there, and times are those of this process. */
  readonly handles: SocketHandles | undefined
  readonly heartbeat: Heartbeat
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type Opening =
  | { readonly kind: 'open'; readonly line: Line }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly at: 'tcp' | 'tls' }

const KEEP_ALIVE = { enabled: true, timeS: 1, intervalS: 1, probes: 20 } as const

/** One connection of the probe, with what the kernel knows of it. */
export class Line implements Disposable {
  readonly #tcp: Socket
  readonly #top: Socket | TLSSocket
  readonly #events: LineEvents
  readonly #fd: number
  readonly #handles: SocketHandles | undefined
  readonly #heartbeat: Heartbeat

  private constructor(tcp: Socket, top: Socket | TLSSocket, { handles, heartbeat }: LineOptions) {
    this.#heartbeat = heartbeat
    this.#tcp = tcp
    this.#top = top
    this.#fd = descriptorOf(tcp)
    this.#handles = handles
    this.#events = new LineEvents(top)
    // TLS hides a RST of the connection below; whichever tells first is heard.
    if (top !== tcp) tcp.on('error', (error) => top.destroy(error))
  }

  /** Connects, and for TLS shakes hands; never rejects. */
  static async open(options: LineOptions): Promise<Opening> {
    const { place, timeoutMs, signal } = options
    const tcp = connect({ host: place.address, port: place.port, noDelay: true, allowHalfOpen: true })
    const tcpFault = await ready(tcp, 'connect', { timeoutMs, signal })
    if (tcpFault !== undefined) return { kind: 'failed', at: 'tcp', ...tcpFault }
    if (place.tls === null) return { kind: 'open', line: new Line(tcp, tcp, options) }
    const { host, insecure } = place.tls
    // RFC 6066 section 3: a name only, no address.
    const servername = isIP(host) === 0 ? host : ''
    const ALPNProtocols = ['http/1.1']
    const top = connectTls({ socket: tcp, host, servername, rejectUnauthorized: !insecure, ALPNProtocols })
    const tlsFault = await ready(top, 'secureConnect', { timeoutMs, signal })
    if (tlsFault === undefined) return { kind: 'open', line: new Line(tcp, top, options) }
    tcp.destroy()
    return { kind: 'failed', at: 'tls', ...tlsFault }
  }

  write(text: string): void {
    this.#top.write(text)
  }

  next(ms: number, signal: AbortSignal): Promise<LineEvent> {
    return this.#events.next(ms, signal)
  }

  /** Lets our kernel probe from now on: after a second of silence, each second. */
  armKeepAlive(): void {
    const armed = this.#handles?.setKeepAlive(this.#fd, KEEP_ALIVE) ?? false
    if (!armed) this.#tcp.setKeepAlive(true, KEEP_ALIVE.timeS * 1000)
  }

  info(): TcpInfo | undefined {
    return this.#tcp.destroyed ? undefined : this.#handles?.info(this.#fd)
  }

  lastSegmentAt(times: { readonly nowMs: number; readonly wroteMs: number }): Span {
    return lastSegmentAt(this.info(), times)
  }

  /** When the event came that is being handled; a connection that is gone keeps no times. */
  arrivedAt(event: LineEvent, nowMs: number): Span {
    const info = this.info()
    const sinceMs = event.kind === 'data' ? info?.lastDataReceivedMs : info?.lastAckReceivedMs
    return arrivedAt(sinceMs, { nowMs, beatMs: this.#heartbeat.sinceMs })
  }

  /** Closes as a client does that has what it wanted. */
  [Symbol.dispose](): void {
    this.#top.destroy()
    this.#tcp.destroy()
  }

  /** Leaves nothing to retransmit: on a dead path a FIN would be sent again and again for minutes. */
  abandon(): void {
    this.#tcp.resetAndDestroy()
    this.#top.destroy()
  }
}

/** libuv's descriptor: Node does not offer it otherwise. */
const descriptorOf = (socket: Socket): number =>
  (socket as unknown as { readonly _handle: { readonly fd?: number } | null })._handle?.fd ?? -1

interface Fault {
  readonly code: string
  readonly message: string
}

/** Waits for the event that means success; on any other end the socket is destroyed. */
async function ready(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  { timeoutMs, signal }: Pick<LineOptions, 'timeoutMs' | 'signal'>,
): Promise<Fault | undefined> {
  const fault = await new Promise<Fault | undefined>((resolve) => {
    const settle = (fault: Fault | undefined) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', aborted)
      socket.off(event, succeeded).off('error', failed).off('close', closed)
      resolve(fault)
    }
    const succeeded = () => settle(undefined)
    const failed = (error: NodeJS.ErrnoException) => settle({ code: error.code ?? 'ERROR', message: error.message })
    const closed = () => settle({ code: 'ECLOSED', message: 'the connection was closed' })
    const aborted = () => settle({ code: 'ABORTED', message: 'ended' })
    const timer = setTimeout(() => settle({ code: 'ETIMEDOUT', message: 'no answer' }), timeoutMs)
    socket.once(event, succeeded).once('error', failed).once('close', closed)
    signal.addEventListener('abort', aborted)
    if (signal.aborted) aborted()
  })
  if (fault === undefined) return undefined
  socket.on('error', () => undefined).destroy()
  return fault
}
