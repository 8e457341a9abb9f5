import type { Socket } from 'node:net'
import { SocketHandles, type TcpInfo } from '@halfopen/kernel'
import { descriptorOf } from '../native/descriptor.js'

const opened = SocketHandles.open()
if (!opened.ok) throw opened.error
export const handles: SocketHandles = opened.value

const PATIENCE_MS = 20_000

/** Asks until it holds; bounded, so that a test that waits in vain says for what. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited ${PATIENCE_MS} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A client or a server at the end of a flow: what it got, and what its kernel says. */
export class Peer {
  received = ''
  sawFin = false
  sawReset = false
  closed = false

  constructor(readonly socket: Socket) {
    socket.on('data', (data: Buffer) => (this.received += data.toString('latin1')))
    socket.on('end', () => (this.sawFin = true))
    socket.on('error', (error: NodeJS.ErrnoException) => (this.sawReset ||= error.code === 'ECONNRESET'))
    socket.on('close', () => (this.closed = true))
  }

  get fd(): number {
    return descriptorOf(this.socket)
  }

  get info(): TcpInfo {
    const info = handles.info(this.fd)
    if (info === undefined) throw new Error('the connection is gone')
    return info
  }

  /** Neither FIN nor RST nor anything else has come. */
  get hearsNothing(): boolean {
    return !this.sawFin && !this.sawReset && !this.closed
  }

  probeEverySecond(): void {
    handles.setKeepAlive(this.fd, { enabled: true, timeS: 1, intervalS: 1, probes: 100 })
  }
}
