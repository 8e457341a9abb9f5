import { connect, type Socket } from 'node:net'

/** What a connection of the crowd does, none of it useful. */
const KINDS = ['silent', 'headers', 'body', 'unread', 'keep-alive'] as const
export type Kind = (typeof KINDS)[number]

const FIRST_WORDS: Readonly<Record<Kind, string>> = {
  silent: '',
  headers: 'GET / HTTP/1.1\r\nHost: x\r\n',
  body: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n',
  unread: 'GET /big HTTP/1.1\r\nHost: x\r\n\r\n',
  'keep-alive': 'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
}

/** One byte a second keeps every timer alive that waits for silence. */
const DRIPS: Readonly<Partial<Record<Kind, string>>> = { headers: 'X-A: b\r\n', body: 'x' }

/** Opens connections of every kind in turn, and holds each for as long as the server lets it. */
export class Crowd implements Disposable {
  opened = 0
  /** Most that were open at one time. */
  peak = 0
  private readonly open = new Map<Socket, Kind>()
  private connecting = 0
  private readonly drip = setInterval(() => this.dripAll(), 1_000)
  private isOver = false
  private whenAllOpened: () => void = () => undefined

  constructor(private readonly options: { port: number; connections: number; parallel: number }) {}

  /** Resolves when each has been opened once, whatever became of it. */
  gather(): Promise<void> {
    return new Promise((resolve) => {
      this.whenAllOpened = resolve
      for (let n = 0; n < this.options.parallel; n++) this.openNext()
    })
  }

  get size(): number {
    return this.open.size
  }

  [Symbol.dispose](): void {
    this.isOver = true
    clearInterval(this.drip)
    for (const socket of this.open.keys()) socket.destroy()
  }

  private openNext(): void {
    const { connections, port } = this.options
    if (this.isOver || this.opened >= connections) {
      if (this.connecting === 0) this.whenAllOpened()
      return
    }
    const number = this.opened++
    this.connecting++
    // 20,000 of them to one address and port need more than one source address's ports.
    const localAddress = `127.0.0.${2 + (number % 8)}`
    const socket = connect({ host: '127.0.0.1', port, localAddress })
    this.hold(socket, KINDS[number % KINDS.length] ?? 'silent')
  }

  private hold(socket: Socket, kind: Kind): void {
    const next = () => {
      socket.off('connect', next).off('close', next)
      this.connecting--
      this.openNext()
    }
    socket.once('connect', next).once('close', next)
    socket.once('connect', () => socket.write(FIRST_WORDS[kind]))
    socket.on('error', () => undefined).on('close', () => this.open.delete(socket))
    if (kind === 'unread') socket.pause()
    else socket.resume()
    this.open.set(socket, kind)
    this.peak = Math.max(this.peak, this.open.size)
  }

  private dripAll(): void {
    for (const [socket, kind] of this.open) {
      const drip = DRIPS[kind]
      if (drip !== undefined && socket.writable && !socket.connecting) socket.write(drip)
    }
  }
}
