import { type Client, type Ended } from '../clients/index.js'
import type { Outcome } from '../facts/index.js'
import type { SocketWatch } from '../sockets/index.js'

/** One client in the race: its process, its connections, and how it ended. */
export class Runner {
  readonly label: string
  readonly client: Client
  readonly watch: SocketWatch
  /** Connections of it that ended before they could be read. */
  unseen = 0
  /** Servers that refused somebody while it ran, maybe it. */
  refusing: readonly string[] = []
  #outcome: Outcome | undefined

  constructor(label: string, client: Client, watch: SocketWatch) {
    this.label = label
    this.client = client
    this.watch = watch
  }

  /** undefined while it runs. */
  get outcome(): Outcome | undefined {
    return this.#outcome
  }

  /** Its end as the kernel told it, once it has ended by itself. */
  finishIfEnded(): boolean {
    const { ended } = this.client
    if (ended === undefined || this.#outcome !== undefined) return false
    this.#finish(outcomeOf(ended, this.client.startedMs))
    return true
  }

  /** Ends it, for a reason of ours. What is known of its connections must have been written down before. */
  stop(kind: 'hung' | 'timeout' | 'stopped', nowMs: number): void {
    for (const track of this.watch.open) track.learnCloser('halfopen')
    this.#finish({ kind, exitCode: null, signal: null, ms: nowMs - this.client.startedMs })
  }

  #finish(outcome: Outcome): void {
    this.#outcome = outcome
    // The heat waits for it at its end; the others are looked at meanwhile.
    void this.client.end()
  }
}

function outcomeOf({ exitCode, signal, atMs }: Ended, startedMs: number): Outcome {
  const ms = atMs - startedMs
  return exitCode === 0 ? { kind: 'ok', exitCode, signal: null, ms } : { kind: 'failed', exitCode, signal, ms }
}
