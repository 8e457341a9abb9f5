import { type Checked, within } from '../toxics/index.js'
import { LabProxy, type Surroundings } from './proxy.js'
import { noSuchProxy, orThrow, proxyExists, serverDisposed } from './refusals.js'
import { Serial } from './serial.js'
import { type CheckedSpec, parseProxy, type ProxySpec } from './spec.js'

/** The proxies of a server, by name. */
export class Proxies implements AsyncDisposable {
  readonly #around: Surroundings
  readonly #serial = new Serial()
  readonly #proxies = new Map<string, LabProxy>()
  #isDisposed = false

  constructor(around: Surroundings) {
    this.#around = around
  }

  list(): readonly LabProxy[] {
    return [...this.#proxies.values()]
  }

  /** @throws HalfopenError HO_NO_SUCH. */
  get(name: string): LabProxy {
    const proxy = this.#proxies.get(name)
    if (proxy === undefined) throw noSuchProxy()
    return proxy
  }

  /** @throws HalfopenError HO_FAULT, HO_EXISTS, HO_LISTEN; HO_USAGE after it was disposed. */
  create(spec: ProxySpec): Promise<LabProxy> {
    return this.#serial.run(() => {
      const checked = orThrow(parseProxy(spec))
      if (this.#proxies.has(checked.name)) throw proxyExists()
      return this.#add(checked)
    })
  }

  /**
   * Makes sure that these proxies are there. One that is there already with
   * the same `listen` and `upstream` is left alone, its connections too; only
   * toxics that the spec lists become its toxics. Nothing is changed when one
   * of the specs is wrong.
   * @throws HalfopenError HO_FAULT, HO_LISTEN; HO_USAGE after it was disposed.
   */
  populate(specs: readonly ProxySpec[]): Promise<readonly LabProxy[]> {
    return this.#serial.run(async () => {
      const proxies: LabProxy[] = []
      for (const spec of orThrow(parseProxies(specs))) proxies.push(await this.#ensure(spec))
      return proxies
    })
  }

  /** @throws HalfopenError HO_NO_SUCH. */
  remove(name: string): Promise<void> {
    return this.#serial.run(() => this.#remove(this.get(name)))
  }

  /** Enables all proxies and removes all toxics. */
  reset(): Promise<void> {
    return this.#serial.run(async () => {
      for (const proxy of this.#proxies.values()) {
        await proxy.start()
        await proxy.toxics.clear()
      }
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#serial.run(async () => {
      this.#isDisposed = true
      await Promise.all(this.list().map((proxy) => proxy[Symbol.asyncDispose]()))
      this.#proxies.clear()
    })
  }

  async #ensure(spec: CheckedSpec): Promise<LabProxy> {
    const existing = this.#proxies.get(spec.name)
    if (existing === undefined) return this.#add(spec)
    if (await existing.isAlready(spec)) {
      if (spec.toxics !== undefined) await existing.toxics.replace(spec.toxics)
      return existing
    }
    await this.#remove(existing)
    return this.#add(spec)
  }

  async #add(spec: CheckedSpec): Promise<LabProxy> {
    // Nobody would ever end it.
    if (this.#isDisposed) throw serverDisposed()
    const proxy = new LabProxy(spec, this.#around)
    if (spec.enabled) await proxy.start()
    this.#proxies.set(spec.name, proxy)
    this.#around.tell({ event: 'proxy-created', proxy: proxy.toJSON() })
    return proxy
  }

  async #remove(proxy: LabProxy): Promise<void> {
    this.#proxies.delete(proxy.name)
    await proxy[Symbol.asyncDispose]()
    this.#around.tell({ event: 'proxy-removed', proxy: proxy.toJSON() })
  }
}

/** Checks a whole list, the first problem with the proxy's number. */
export function parseProxies(input: unknown): Checked<readonly CheckedSpec[]> {
  if (!Array.isArray(input))
    return { ok: false, problem: { path: [], message: 'bad request body: a list of proxies is needed' } }
  const specs: CheckedSpec[] = []
  for (const [index, item] of input.entries()) {
    const spec = parseProxy(item)
    const twice = spec.ok && specs.some(({ name }) => name === spec.value.name)
    const problem = spec.ok ? { path: ['name'], message: 'duplicate proxy name' } : spec.problem
    if (!spec.ok || twice) {
      return {
        ok: false,
        problem: within([index], { ...problem, message: `${problem.message} at proxy ${index + 1}` }),
      }
    }
    specs.push(spec.value)
  }
  return { ok: true, value: specs }
}
