import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until it holds; fails after ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 10_000; !holds(); await sleep(5)) {
    if (performance.now() > deadline) throw new Error(`it never came to hold: ${holds.toString()}`)
  }
}

/** A client that says exactly what it is told, and notes what comes, and how it ends. */
export class RawClient {
  text = ''
  ended: 'open' | 'fin' | 'reset' = 'open'
  endedMs = 0

  private constructor(readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => (this.text += bytes.toString('latin1')))
    socket.on('end', () => this.#end('fin'))
    socket.on('error', () => this.#end('reset'))
  }

  static async to({ port }: { readonly port: number }): Promise<RawClient> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  say(text: string): this {
    this.socket.write(text)
    return this
  }

  get(path: string): this {
    return this.say(`GET ${path} HTTP/1.1\r\nHost: lab\r\n\r\n`)
  }

  async has(text: string): Promise<void> {
    await until(() => this.text.includes(text))
  }

  async hasEnded(): Promise<'fin' | 'reset'> {
    await until(() => this.ended !== 'open')
    return this.ended as 'fin' | 'reset'
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }

  #end(how: 'fin' | 'reset'): void {
    if (this.ended !== 'open') return
    this.ended = how
    this.endedMs = performance.now()
  }
}
