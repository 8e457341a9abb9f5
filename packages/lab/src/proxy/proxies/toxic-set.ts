import type { Flow } from '../flow/index.js'
import { changeToxic, parseToxic, type Toxic, type ToxicChange, type ToxicSpec } from '../toxics/index.js'
import { noSuchToxic, orThrow, toxicExists } from './refusals.js'
import { Serial } from './serial.js'

/** Where the toxics act, and who hears of their changes. */
export interface ToxicScene {
  readonly flows: ReadonlySet<Flow>
  /** A toxic has come, changed or gone, for new connections; those there are follow. */
  changed(how: 'added' | 'updated' | 'removed', toxic: Toxic): void
}

/**
 * The toxics of one proxy. A change is in force for new connections at once,
 * and for those that there are when the promise resolves.
 */
export class ToxicSet {
  readonly #scene: ToxicScene
  readonly #serial = new Serial()
  readonly #toxics = new Map<string, Toxic>()

  constructor(scene: ToxicScene, toxics: readonly Toxic[]) {
    this.#scene = scene
    for (const toxic of toxics) this.#toxics.set(toxic.name, toxic)
  }

  /** Upstream before downstream, as Toxiproxy lists them, each in the order they act. */
  list(): readonly Toxic[] {
    const all = [...this.#toxics.values()]
    return [
      ...all.filter(({ stream }) => stream === 'upstream'),
      ...all.filter(({ stream }) => stream === 'downstream'),
    ]
  }

  /** @throws HalfopenError HO_NO_SUCH. */
  get(name: string): Toxic {
    const toxic = this.#toxics.get(name)
    if (toxic === undefined) throw noSuchToxic()
    return toxic
  }

  /**
   * At the end of its stream's chain.
   * @throws HalfopenError HO_FAULT: unknown type or attribute, value out of range; HO_EXISTS: name taken.
   */
  add(spec: ToxicSpec): Promise<Toxic> {
    return this.#serial.run(() => this.#add(orThrow(parseToxic(spec))))
  }

  /** @throws HalfopenError HO_NO_SUCH, HO_FAULT. */
  update(name: string, change: ToxicChange): Promise<Toxic> {
    return this.#serial.run(async () => {
      const toxic = orThrow(changeToxic(this.get(name), change))
      this.#toxics.set(name, toxic)
      this.#scene.changed('updated', toxic)
      await this.#onEach((flow) => flow.change(toxic))
      return toxic
    })
  }

  /** @throws HalfopenError HO_NO_SUCH. */
  remove(name: string): Promise<void> {
    return this.#serial.run(() => this.#remove(this.get(name)))
  }

  clear(): Promise<void> {
    return this.replace([])
  }

  /** Makes these the toxics; those that are the same already are left alone. */
  replace(toxics: readonly Toxic[]): Promise<void> {
    return this.#serial.run(async () => {
      const wanted = new Set(toxics.map((toxic) => JSON.stringify(toxic)))
      for (const toxic of this.list()) {
        if (!wanted.has(JSON.stringify(toxic))) await this.#remove(toxic)
      }
      for (const toxic of toxics) {
        if (!this.#toxics.has(toxic.name)) this.#add(toxic)
      }
    })
  }

  #add(toxic: Toxic): Toxic {
    if (this.#toxics.has(toxic.name)) throw toxicExists()
    this.#toxics.set(toxic.name, toxic)
    this.#scene.changed('added', toxic)
    for (const flow of this.#scene.flows) flow.add(toxic)
    return toxic
  }

  async #remove(toxic: Toxic): Promise<void> {
    this.#toxics.delete(toxic.name)
    this.#scene.changed('removed', toxic)
    await this.#onEach((flow) => flow.remove(toxic))
  }

  async #onEach(change: (flow: Flow) => Promise<void>): Promise<void> {
    await Promise.all([...this.#scene.flows].map(change))
  }
}
