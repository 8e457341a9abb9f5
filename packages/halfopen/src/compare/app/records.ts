import type { AppConnection } from '../facts/index.js'
import { askApp } from './ask.js'
import { isNearby } from './nearby.js'

/** Clients that go to more servers than this are not compared by one app's records. */
const MOST_ASKED = 3

/** What the lab's app wrote down of the clients' connections. */
export class AppRecords {
  readonly #connections: readonly AppConnection[]

  constructor(connections: readonly AppConnection[]) {
    this.#connections = connections.filter((one) => !isOurQuestion(one))
  }

  /** By the port of the client's end, which NAT and the lab's middleboxes keep; the latest that had it. */
  byPort(port: number): AppConnection | null {
    return this.#connections.findLast(({ remote }) => remote.port === port) ?? null
  }

  /** Ports of connections that none of ours is, accepted after the first of ours. */
  strangers(ours: ReadonlySet<number>): readonly number[] {
    const first = this.#connections.find(({ remote }) => ours.has(remote.port))?.id ?? Number.POSITIVE_INFINITY
    return this.#connections
      .filter(({ id, remote }) => id > first && !ours.has(remote.port))
      .map((one) => one.remote.port)
  }
}

const isOurQuestion = ({ requests }: AppConnection): boolean => /^\/connections\b/.test(requests[0]?.path ?? '')

/**
 * Asks the servers that the clients used whether they are the lab's app: the one that is named, else only such as are
 * on this host or in a private network. null where none is.
 */
export async function findRecords(remotes: readonly string[], named: string | undefined): Promise<AppRecords | null> {
  const candidates = named === undefined ? remotes.filter(isNearby).slice(0, MOST_ASKED) : [named]
  for (const candidate of candidates) {
    const connections = await askApp(candidate)
    if (connections !== undefined) return new AppRecords(connections)
  }
  return null
}
