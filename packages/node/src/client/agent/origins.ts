import type { RequestOptions } from 'node:http'
import { type Origin, originName } from './origin.js'

/** The origins of one pair of agents that are in use, found without the parsing that makes their names short. */
export class Origins {
  private readonly byKey = new Map<string, Origin>()
  private readonly byName = new Map<string, Origin>()

  constructor(private readonly create: (name: string) => Origin) {}

  of(protocol: 'http:' | 'https:', options: RequestOptions): Origin {
    const key = `${protocol}${options.socketPath ?? ''}|${options.host}|${options.hostname}|${options.port}`
    return this.byKey.get(key) ?? this.meet(key, originName(protocol, options))
  }

  all(): Origin[] {
    return [...this.byName.values()]
  }

  forget(origin: Origin): void {
    for (const key of origin.keys) this.byKey.delete(key)
    this.byName.delete(origin.name)
  }

  /** Several keys may lead to one origin. */
  private meet(key: string, name: string): Origin {
    const origin = this.byName.get(name) ?? this.create(name)
    origin.keys.push(key)
    this.byKey.set(key, origin)
    this.byName.set(name, origin)
    return origin
  }
}
