import type { Socket } from 'node:net'
import { type buildConnector, Client } from 'undici'

/** What a slot tells its pool when its connection went. */
export interface SlotEvents {
  /** The server closed it although nothing was asked on it, or not yet. */
  closedIdle(slot: Slot): void
  /** It was idle, and is of no use any more. */
  lost(slot: Slot): void
}

/**
 * One connection at a time: an undici Client without pipelining. It connects when
 * a request comes, and again when the connection is gone.
 */
export class Slot {
  /** Requests sent on the present connection. */
  uses = 0
  isConnected = false
  isLeased = true
  /** Whether the request of the present lease is on the wire. */
  isSent = false
  /** When it was last returned to the pool, on the pool's clock, ms. */
  idleSinceMs = 0
  /** How long it had been idle when it was leased, ms. */
  idleMs = 0
  readonly client: Client
  private connecting: Socket | undefined

  constructor(origin: string, options: SlotOptions, events: SlotEvents) {
    const connect: buildConnector.connector = (to, callback) => {
      this.connecting = options.connect(to, callback)
    }
    this.client = new Client(origin, { ...options, connect })
      .on('connect', () => this.connected())
      .on('disconnect', (_origin, _targets, error) => this.disconnected(events, error))
  }

  /** Takes the connection down with whatever is on it, also while it is being opened. */
  async destroy(): Promise<void> {
    const ended = this.client.destroy()
    this.connecting?.on('error', () => undefined).destroy()
    await ended
  }

  private connected(): void {
    this.connecting = undefined
    this.isConnected = true
    this.uses = 0
  }

  private disconnected(events: SlotEvents, error: Error): void {
    this.isConnected = false
    if (!this.isSent && this.uses > 0 && isClosedByServer(error)) events.closedIdle(this)
    if (!this.isLeased) events.lost(this)
  }
}

/** Options of undici's Client, with a connector that gives the socket at once, before it is connected. */
export interface SlotOptions extends Omit<Client.Options, 'connect'> {
  readonly connect: (to: buildConnector.Options, callback: buildConnector.Callback) => Socket
}

/** undici names its own closes UND_ERR_INFO (idle timeout, `Connection: close`) and UND_ERR_DESTROYED. */
const isClosedByServer = ({ code }: Error & { readonly code?: string }) =>
  code !== 'UND_ERR_INFO' && code !== 'UND_ERR_DESTROYED'
