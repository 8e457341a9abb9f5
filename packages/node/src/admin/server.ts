import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { HalfopenError } from '@halfopen/core'
import { guard } from '../guard/index.js'
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '../metrics/index.js'
import { connectionsDocument } from '../printing/index.js'
import { runningTracker } from '../tracker/index.js'
import { Access } from './access.js'
import { type AdminOptions, settingsOf } from './options.js'

/** The endpoint, until it is closed or the tracker stops. */
export interface Admin extends AsyncDisposable {
  /** `http://127.0.0.1:9464` */
  readonly url: string
  close(): Promise<void>
}

/** Few ask, and briefly: a page every few seconds from each of some scrapers. */
const LIMITS = {
  maxConnections: 32,
  maxWaiting: 0,
  idleTimeoutMs: 15_000,
  headersTimeoutMs: 5000,
  requestTimeoutMs: 5000,
}

/**
 * Serves what the tracker knows, to whoever shows the token: `GET /connections`,
 * the leased connections with their stacks as JSON, and `GET /metrics` for
 * Prometheus. It does not keep the program alive, and ends with the tracker.
 *
 * @throws HalfopenError HO_OPTION, HO_NOT_TRACKING when no tracker runs or it stops meanwhile, HO_LISTEN when it cannot
 * listen there.
 */
export async function startAdmin(options: AdminOptions): Promise<Admin> {
  const { port, host, token } = settingsOf(options)
  const tracker = runningTracker()
  const access = new Access(token, host)
  const server = createServer((request, response) => answer(access, request, response))
  const guarded = guard(server, LIMITS)
  server.on('connection', (socket: Socket) => socket.unref())
  let isClosed = false
  const close = async (): Promise<void> => {
    isClosed = true
    forget()
    guarded.dispose()
    await closed(server)
  }
  const forget = tracker.onStop(() => void close())
  try {
    await listen(server, port, host)
    // A server that does not listen yet cannot be closed.
    if (isClosed) throw new HalfopenError('HO_NOT_TRACKING', 'the tracker stopped before the admin endpoint listened')
  } catch (error) {
    await close()
    throw error
  }
  return { url: urlOf(server), close, [Symbol.asyncDispose]: close }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  // Shared by a cluster's workers, as ports are, it would show now the connections of one, now those of another.
  server.unref().listen({ port, host, exclusive: true })
  try {
    await once(server, 'listening')
  } catch (error) {
    const where = `${host}:${port}`
    throw new HalfopenError('HO_LISTEN', `the admin endpoint cannot listen on ${where}: ${whyNot(error)}`, {
      cause: error,
    })
  }
}

function whyNot(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code !== 'EADDRINUSE') return code ?? message
  return 'EADDRINUSE, something listens there, perhaps a process with the same variables, such as npm or a worker of a cluster; port 0 takes a free one'
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return
  const done = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await done
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

function answer(access: Access, request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  response.setHeader('Cache-Control', 'no-store').setHeader('X-Content-Type-Options', 'nosniff')
  const refusal = access.refusal(request)
  if (refusal !== undefined) return send(response, { ...refusal, type: TEXT })
  try {
    send(response, pageOf(request.url ?? '/'))
  } catch (error) {
    send(response, apology(error))
  }
}

interface Page {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

const TEXT = 'text/plain; charset=utf-8'

/** The message of a defect may hold what the page may not. */
function apology(error: unknown): Page {
  return error instanceof HalfopenError && error.code === 'HO_NOT_TRACKING'
    ? { status: 503, type: TEXT, text: 'The tracker has stopped.' }
    : { status: 500, type: TEXT, text: 'This is a defect of halfopen: please report it.' }
}

function pageOf(url: string): Page {
  switch (url.split('?', 1)[0]) {
    case '/connections':
      return { status: 200, type: 'application/json', text: JSON.stringify(connectionsDocument()) }
    case '/metrics':
      return { status: 200, type: PROMETHEUS_CONTENT_TYPE, text: prometheusText() }
    default:
      return { status: 404, type: TEXT, text: 'There are /connections and /metrics.' }
  }
}

function send(response: ServerResponse, { status, type, text, headers = {} }: Page): void {
  // To HEAD, Node.js sends the headers alone.
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text)
}
