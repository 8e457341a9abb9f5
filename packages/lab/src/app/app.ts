import { Listener } from '../listener/index.js'
import { type Address, hostPort, serve } from '../serving/index.js'
import { keepAliveArmer } from './connection/index.js'
import { Dispatcher } from './dispatch/index.js'
import { newCertificate, newFront } from './front/index.js'
import { type ConnectionRecord, Ledger } from './ledger/index.js'
import { type AppOptions, settingsOf } from './options.js'
import { Bell } from './routes/index.js'

/** A problem app that runs. Disposing it ends every connection and every wait. */
export interface LabApp extends AsyncDisposable {
  readonly address: Address
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string
  /** PEM, for clients to trust; null without TLS. */
  readonly certificate: string | null
  /** SHA-256 of the certificate; null without TLS. */
  readonly fingerprint: string | null
  /** The last 1000 connections as the app saw them; those with an id above `since` (default 0: all). */
  connections(since?: number): readonly ConnectionRecord[]
}

/**
 * Starts a server whose every route is a question of connection life; `GET /`
 * lists them. It answers to everyone who reaches it: keep it on 127.0.0.1.
 * @throws HalfopenError HO_LISTEN, HO_USAGE.
 */
export async function startApp(options: AppOptions = {}): Promise<LabApp> {
  const { tls, sleepMs, keepAliveTimeoutMs, maxConnections, onRequest } = settingsOf(options)
  const certificate = tls ? await newCertificate(options.host ?? 'localhost') : undefined
  const ledger = new Ledger(stopwatch())
  const listener = new Listener(onRequest)
  const dispatcher = new Dispatcher({
    scene: { sleepMs, bell: new Bell(), connectionsSince: (id) => ledger.since(id) },
    armKeepAlive: keepAliveArmer(),
    onRequest: (connection, request) => listener.tell({ connection: connection.identity, request: request.record() }),
  })
  const idle = idlePolicy(keepAliveTimeoutMs)
  const serving = await serve(newFront({ ledger, dispatcher, certificate, idle, maxConnections }), options)
  return {
    address: serving.address,
    url: `${tls ? 'https' : 'http'}://${hostPort(serving.address)}`,
    certificate: certificate?.certificate ?? null,
    fingerprint: certificate?.fingerprint ?? null,
    connections: (since = 0) => [...ledger.since(since)],
    async [Symbol.asyncDispose]() {
      await serving[Symbol.asyncDispose]()
      await dispatcher.idle()
      listener.throwFailure()
    },
  }
}

const idlePolicy = (timeoutMs: number | null) =>
  timeoutMs === null ? undefined : ({ timeoutMs, announcedMs: timeoutMs, how: 'fin' } as const)

/** ms since now, by the monotonic clock, to a tenth. */
function stopwatch(): () => number {
  const started = performance.now()
  return () => Math.round((performance.now() - started) * 10) / 10
}
