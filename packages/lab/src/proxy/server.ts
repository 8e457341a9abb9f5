import { createAdaptorServer } from '@hono/node-server'
import { SocketHandles } from '@halfopen/kernel'
import { Listener } from '../listener/index.js'
import { newSeed } from '../random/index.js'
import { type Address, hostPort, type ListenOptions, serve, type Serving } from '../serving/index.js'
import { apiOf } from './api/index.js'
import type { ProxyEvent } from './events.js'
import { type LabProxy, Proxies, type ProxySpec } from './proxies/index.js'

export interface ProxyServerOptions extends ListenOptions {
  /** 0 to 2^31 − 1: fixes what toxics decide by chance; default a new one, to be read from `seed`. */
  readonly seed?: number
  /**
   * `kernel`: half_open and idle_forget act on the sockets in the kernel, as
   * on a dead path; `portable`: they only stop reading, and keep-alive probes
   * go unseen. Default: the kernel where it can be asked.
   */
  readonly sockets?: 'kernel' | 'portable'
  /** Created before the server is there. */
  readonly proxies?: readonly ProxySpec[]
  /**
   * Hears of everything that happens. What it throws does not stop the server:
   * the first such error is thrown when the server is disposed.
   */
  readonly onEvent?: (event: ProxyEvent) => void
}

/** A proxy server that runs: Toxiproxy's HTTP API, and the same without HTTP. Disposing it ends every proxy and connection. */
export interface ProxyServer extends AsyncDisposable {
  /** Where the HTTP API listens. */
  readonly address: Address
  /** `http://127.0.0.1:8474`: what Toxiproxy's clients are given. */
  readonly url: string
  readonly seed: number
  readonly sockets: 'kernel' | 'portable'
  proxies(): readonly LabProxy[]
  /** @throws HalfopenError HO_NO_SUCH. */
  proxy(name: string): LabProxy
  /** @throws HalfopenError HO_FAULT: the spec is wrong; HO_EXISTS: the name is taken; HO_LISTEN; HO_USAGE: the server was disposed. */
  create(spec: ProxySpec): Promise<LabProxy>
  /** Makes sure that these are there; those that are there already are left alone. @throws HalfopenError HO_FAULT, HO_LISTEN. */
  populate(specs: readonly ProxySpec[]): Promise<readonly LabProxy[]>
  /** Enables all proxies and removes all toxics. */
  reset(): Promise<void>
}

/** Starts a proxy server. @throws HalfopenError HO_LISTEN, HO_FAULT, HO_EXISTS; HO_NATIVE when `sockets: 'kernel'` does not work here. */
export async function startProxyServer(options: ProxyServerOptions = {}): Promise<ProxyServer> {
  const { seed = newSeed() } = options
  const listener = new Listener(options.onEvent)
  const handles = openHandles(options.sockets)
  const proxies = new Proxies({ seed, handles, tell: listener.tell })
  const api = await openApi(proxies, options)
  const { address } = api
  return {
    address,
    url: `http://${hostPort(address)}`,
    seed,
    sockets: handles === undefined ? 'portable' : 'kernel',
    proxies: () => proxies.list(),
    proxy: (name) => proxies.get(name),
    create: (spec) => proxies.create(spec),
    populate: (specs) => proxies.populate(specs),
    reset: () => proxies.reset(),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await proxies[Symbol.asyncDispose]()
      listener.throwFailure()
    },
  }
}

async function openApi(proxies: Proxies, options: ProxyServerOptions): Promise<Serving> {
  try {
    await proxies.populate(options.proxies ?? [])
    return await serve(createAdaptorServer({ fetch: apiOf(proxies).fetch }), options)
  } catch (error) {
    await proxies[Symbol.asyncDispose]()
    throw error
  }
}

function openHandles(wanted: ProxyServerOptions['sockets']): SocketHandles | undefined {
  if (wanted === 'portable') return undefined
  const handles = SocketHandles.open()
  if (handles.ok) return handles.value
  if (wanted === 'kernel') throw handles.error
  return undefined
}
