import type { Ending } from '@halfopen/kernel'

import { portOf, type PortPairs, wasThere } from '../sockets/index.js'

/** The kernel's word of sockets that end; of the whole network namespace. */
export interface Endings {
  /** Those since the last call. */
  read(): readonly Ending[]
  /** False where the kernel does not tell. */
  readonly isHeard: boolean
}

/** A busy host may end thousands a second: the oldest are forgotten. */
const MOST = 50_000

/** What was heard during a heat, by both ends. */
export class Heard {
  readonly #endings: Endings
  readonly #byEnds = new Map<string, Ending>()

  constructor(endings: Endings) {
    this.#endings = endings
    // What ended before the clients began is not theirs.
    this.#endings.read()
  }

  get isHeard(): boolean {
    return this.#endings.isHeard
  }

  listen(): void {
    for (const ending of this.#endings.read()) this.#byEnds.set(keyOf(ending), ending)
    for (const key of this.#byEnds.keys()) {
      if (this.#byEnds.size <= MOST) return
      this.#byEnds.delete(key)
    }
  }

  of(ends: { readonly local: string; readonly remote: string }): Ending | undefined {
    return this.#byEnds.get(keyOf(ends))
  }

  /** The client ends of connections to these servers that were not there `before`. */
  clientsOf(servers: ReadonlySet<string>, before: PortPairs): readonly string[] {
    return [...this.#byEnds.values()]
      .filter((ending) => ending.established && servers.has(ending.remote) && !wasThere(before, ending))
      .map(({ local }) => local)
  }

  /** Where attempts to connect ended at once; those of ours that were seen to last are no such, nor what was there `before`. */
  refusing(ours: ReadonlySet<string>, before: PortPairs): readonly string[] {
    const refused = [...this.#byEnds.values()].filter(
      (ending) => !ending.established && !ours.has(ending.local) && !wasThere(before, ending),
    )
    // What had waited in connect(2) has forgotten its server's port by then (__inet_stream_connect in net/ipv4/af_inet.c).
    return [...new Set(refused.map(({ remote }) => remote))].filter((remote) => portOf(remote) > 0)
  }
}

const keyOf = ({ local, remote }: { readonly local: string; readonly remote: string }): string => `${local} ${remote}`
