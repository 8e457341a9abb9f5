import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server, Socket } from 'node:net'

const PATIENCE_MS = 15_000
const POLL_MS = 20

/** Asks until there is an answer; bounded, so that a test that waits in vain says for what. */
export async function until<T>(what: string, ask: () => T | undefined | false): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const answer = ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/** Servers, connections and processes of a test, all of which end with it. */
export class World implements AsyncDisposable {
  readonly #sockets: Socket[] = []
  readonly #servers: Server[] = []
  readonly #children: ChildProcess[] = []

  /** A server in this process; `serve` is called with each connection. */
  async listen(host: string, serve: (socket: Socket) => void = () => {}): Promise<{ server: Server; port: number }> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#keep(socket)
      serve(socket)
    })
    this.#servers.push(server)
    server.listen(0, host)
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return { server, port: address.port }
  }

  /** A client that reads nothing. */
  async connect(host: string, port: number): Promise<Socket> {
    const socket = this.#keep(new Socket({ allowHalfOpen: true }))
    socket.pause()
    socket.connect(port, host)
    await once(socket, 'connect')
    return socket
  }

  /** Starts a connection that may never be accepted. */
  knock(host: string, port: number): Socket {
    return this.#keep(connect(port, host))
  }

  /** Runs a command; `inherit` is a socket of ours that becomes its descriptor 3. */
  start(command: string, args: readonly string[], inherit?: Server | Socket): Started {
    const handed = inherit === undefined ? [] : [descriptorOf(inherit)]
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore', ...handed] })
    // A command that is not there: whoever waits for its output says so.
    child.on('error', () => {})
    this.#children.push(child)
    return new Started(child)
  }

  /** A Node.js program. */
  node(program: string): Started {
    return this.start(process.execPath, ['-e', program])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    for (const server of this.#servers) server.close()
    await Promise.all(this.#children.map(end))
  }

  #keep(socket: Socket): Socket {
    // What becomes of a connection when a test ends is no concern of the test.
    socket.on('error', () => {})
    this.#sockets.push(socket)
    return socket
  }
}

/** Node tells the descriptor of a socket to nobody but itself. */
function descriptorOf(socket: Server | Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle')
  const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined
  if (typeof descriptor !== 'number') throw new Error('the socket has no descriptor')
  return descriptor
}

export class Started {
  readonly child: ChildProcess
  readonly pid: number
  #output = ''

  constructor(child: ChildProcess) {
    this.child = child
    this.pid = child.pid ?? -1
    child.stdout?.on('data', (data: Buffer) => {
      this.#output += data.toString()
    })
  }

  /** What it printed once there is a whole line. */
  line(): Promise<string> {
    return until('a program prints a line', () => {
      const end = this.#output.indexOf('\n')
      return end < 0 ? undefined : this.#output.slice(0, end)
    })
  }

  end(): Promise<void> {
    return end(this.child)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
