import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'

/** An answer, read to its end, with what a client sees of its framing. */
export interface Answer {
  readonly status: number
  readonly reason: string
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: string
  /** Whether it ended as it was announced. */
  readonly complete: boolean
  readonly headersAfterMs: number
  readonly firstByteAfterMs: number
  readonly tookMs: number
}

export interface Asking {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly agent?: Agent
  readonly body?: string
  readonly signal?: AbortSignal
}

/** Asks once; without an agent on a connection of its own. Rejects with the socket's error when there is no answer. */
export async function ask(url: string, { body = '', ...options }: Asking = {}): Promise<Answer> {
  const startedAt = performance.now()
  const since = () => performance.now() - startedAt
  const outgoing = request(url, { agent: new Agent(), signal: AbortSignal.timeout(10_000), ...options })
  outgoing.end(body)
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  const headersAfterMs = since()
  let firstByteAfterMs = Number.POSITIVE_INFINITY
  const chunks: Buffer[] = []
  answer.on('data', (bytes: Buffer) => {
    firstByteAfterMs = Math.min(firstByteAfterMs, since())
    chunks.push(bytes)
  })
  // Not `once` of node:events: an answer that is cut off is a result here, no error.
  answer.on('error', () => {})
  await new Promise((resolve) => void answer.once('close', resolve))
  const { statusCode: status = 0, statusMessage: reason = '', headers, rawHeaders, complete } = answer
  const text = Buffer.concat(chunks).toString('latin1')
  return {
    status,
    reason,
    headers,
    rawHeaders,
    complete,
    body: text,
    headersAfterMs,
    firstByteAfterMs,
    tookMs: since(),
  }
}

/** The code of the error that a request ends with. */
export const failing = (url: string, asking?: Asking): Promise<string> =>
  ask(url, asking).then(
    ({ status }) => `answered ${status}`,
    ({ code }: NodeJS.ErrnoException) => code ?? 'no code',
  )

/** Everything that comes back on a connection until the other side closes it, and how it ended. */
export async function bytesOf(url: string, text: string): Promise<{ readonly text: string; readonly tookMs: number }> {
  const startedAt = performance.now()
  const socket = await dial(url)
  const chunks: Buffer[] = []
  socket.on('data', (bytes: Buffer) => chunks.push(bytes))
  socket.write(text)
  await once(socket, 'end', { signal: AbortSignal.timeout(10_000) })
  socket.destroy()
  return { text: Buffer.concat(chunks).toString('latin1'), tookMs: performance.now() - startedAt }
}

/** One response on a raw connection, read as far as its framing says, whether or not the connection stays. */
export async function responseOn(url: string, request: string): Promise<string> {
  const socket = await dial(url)
  let text = ''
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
  socket.write(request)
  const signal = AbortSignal.timeout(10_000)
  while (!isWhole(text, request.startsWith('HEAD '))) await once(socket, 'data', { signal })
  socket.destroy()
  return text
}

function isWhole(text: string, isHead: boolean): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0 || isHead) return end >= 0
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1]
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length)
}

async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  return socket
}

/** Runs with a pool of one connection that is kept alive. */
export async function withOneConnection<T>(work: (agent: Agent) => Promise<T>): Promise<T> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    return await work(agent)
  } finally {
    agent.destroy()
  }
}
