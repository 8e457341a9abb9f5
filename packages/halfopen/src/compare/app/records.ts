import type { AppConnection } from '../facts/index.js'
import { askApp } from './ask.js'

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

/** Asks the lab's app at `host:port`; null where it does not answer as such. */
export async function recordsOf(app: string): Promise<AppRecords | null> {
  const connections = await askApp(app)
  return connections === undefined ? null : new AppRecords(connections)
}
