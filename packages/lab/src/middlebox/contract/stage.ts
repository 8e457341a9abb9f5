import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { serve } from '../../serving/index.js'
import type { BackendFactory, FlowPolicy, Middlebox } from '../types.js'
import { type End, type Line, until } from './ends.js'

const CLIENT = fileURLToPath(new URL('./client.mjs', import.meta.url))

/** A target, a middlebox before it, and a client process on its other side. */
export class Stage implements AsyncDisposable {
  readonly #servers = new Map<string, ServerEnd>()
  readonly #clients = new Map<string, ClientEnd>()
  #lines = 0

  private constructor(
    readonly box: Middlebox,
    readonly process: ChildProcess,
    readonly target: AsyncDisposable,
  ) {
    const told = createInterface({ input: process.stdout as NodeJS.ReadableStream })
    told.on('line', (line) => {
      const { id, heard } = JSON.parse(line) as { id: string; heard: string }
      this.#clients.get(id)?.heard.push(heard)
    })
  }

  static async open(backend: BackendFactory, policy: FlowPolicy): Promise<Stage> {
    const server = createServer({ allowHalfOpen: true })
    const target = await serve(server)
    const box = await backend.open({ target: target.address, policy })
    const { host, port } = box.address
    const client = box.run([process.execPath, CLIENT, host, String(port)], { stdio: ['pipe', 'pipe', 'inherit'] })
    const stage = new Stage(box, client, target)
    server.on('connection', (socket) => void stage.#enter(socket))
    return stage
  }

  /** Connects, and waits until both ends know it. */
  async line(): Promise<Line> {
    const id = `line ${++this.#lines}`
    const client = new ClientEnd(id, this.process)
    this.#clients.set(id, client)
    client.order('connect')
    await until('the server has the connection', () => this.#servers.has(id))
    return { client, server: this.#servers.get(id) as End }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.box[Symbol.asyncDispose]()
    await this.target[Symbol.asyncDispose]()
  }

  async #enter(socket: Socket): Promise<void> {
    const end = new ServerEnd(socket)
    const [name] = (await once(socket, 'data')) as [Buffer]
    socket.on('data', (bytes: Buffer) => end.heard.push(bytes.toString()))
    this.#servers.set(name.toString().trim(), end)
  }
}

class ServerEnd implements End {
  readonly heard: string[] = []

  constructor(readonly socket: Socket) {
    socket.on('end', () => this.heard.push('FIN'))
    socket.on('error', () => this.heard.push('RST'))
  }

  send(text: string): void {
    this.socket.write(text)
  }

  keepAlive(): void {
    this.socket.setKeepAlive(true, 1000)
  }

  end(): void {
    this.socket.end()
  }

  reset(): void {
    this.socket.resetAndDestroy()
  }
}

class ClientEnd implements End {
  readonly heard: string[] = []
  readonly send = (text: string) => this.order('send', text)
  readonly keepAlive = () => this.order('keepAlive')
  readonly end = () => this.order('end')
  readonly reset = () => this.order('reset')

  constructor(
    readonly id: string,
    readonly process: ChildProcess,
  ) {}

  order(order: string, text?: string): void {
    this.process.stdin?.write(`${JSON.stringify({ order, id: this.id, text })}\n`)
  }
}
