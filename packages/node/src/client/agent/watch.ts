import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { bodyTimeout, headersTimeout, type Progress, unreadTimeout } from '../failures/index.js'
import type { Settings } from '../options/index.js'
import { Round, type Watched } from './round.js'

/** Looks within the shortest time allowed; the more, the more exact. */
const LOOKS = 4

/** The rounds of one agent; undefined where nothing is bounded. */
export interface Rounds {
  readonly headers: Round<Watch> | undefined
  readonly body: Round<Watch> | undefined
}

export function roundsOf({ headersTimeoutMs, bodyTimeoutMs, unreadTimeoutMs }: Settings): Rounds {
  return { headers: roundWithin([headersTimeoutMs]), body: roundWithin([bodyTimeoutMs, unreadTimeoutMs]) }
}

function roundWithin(boundsMs: readonly number[]): Round<Watch> | undefined {
  const bounds = boundsMs.filter((ms) => ms > 0)
  return bounds.length === 0 ? undefined : new Round(Math.min(...bounds) / LOOKS)
}

/**
 * Bounds the silence of one exchange. It looks from time to time instead of listening: a `response` or `data` listener
 * of ours would change what the program sees.
 */
export class Watch implements Watched<Watch> {
  previous: Watch | undefined
  next: Watch | undefined
  private round: Round<Watch> | undefined
  private response: IncomingMessage | undefined
  private last = ''
  private looksStill = 0

  constructor(
    private readonly request: ClientRequest,
    private readonly settings: Settings,
    private readonly rounds: Rounds,
    private readonly exchange: { readonly end: (error: Error) => void; readonly progress: () => Progress },
  ) {}

  forHeaders(): void {
    this.enter(this.rounds.headers)
  }

  forBody(response: IncomingMessage): void {
    this.response = response
    this.enter(this.rounds.body)
  }

  stop(): void {
    this.round?.leave(this)
    this.round = undefined
  }

  look(): void {
    // Whoever was looked at before in this round may have ended it.
    if (this.round === undefined) return
    if (this.response === undefined) this.lookForHeaders(this.round.everyMs)
    else this.lookAtBody(this.response, this.round.everyMs)
  }

  private enter(round: Round<Watch> | undefined): void {
    this.stop()
    this.looksStill = 0
    this.last = ''
    this.round = round
    round?.enter(this)
  }

  private lookForHeaders(everyMs: number): void {
    const { headersTimeoutMs } = this.settings
    const { socket } = this.request
    // Opening the connection has its own bound; a body that is being sent is no silence.
    const isBusy = socket === null || socket.connecting
    const seen = isBusy ? undefined : `${socket.bytesWritten} ${waitingIn(socket)} ${socket.bytesRead}`
    if (!this.isStill(seen, looksIn(headersTimeoutMs, everyMs))) return
    const { method, origin } = this.exchange.progress()
    this.exchange.end(headersTimeout(`${method} ${origin}`, headersTimeoutMs))
  }

  private lookAtBody(response: IncomingMessage, everyMs: number): void {
    const { bodyTimeoutMs, unreadTimeoutMs } = this.settings
    const isUnread = response.readableLength > 0 || response.complete || response.readableFlowing === null
    const boundMs = isUnread ? unreadTimeoutMs : bodyTimeoutMs
    const seen = `${isUnread} ${this.request.socket?.bytesRead} ${response.readableLength}`
    if (!this.isStill(seen, looksIn(boundMs, everyMs)) || boundMs === 0) return
    this.stop()
    this.exchange.end((isUnread ? unreadTimeout : bodyTimeout)(this.exchange.progress(), boundMs))
  }

  /** Whether the same was seen at so many looks after the first one. */
  private isStill(seen: string | undefined, looks: number): boolean {
    this.looksStill = seen !== undefined && seen === this.last ? this.looksStill + 1 : 0
    this.last = seen ?? ''
    return this.looksStill >= looks
  }
}

/** Bytes that the kernel has not taken yet, which Node.js counts as written. */
const waitingIn = (socket: Socket): number =>
  (socket as { _handle?: { writeQueueSize?: number } | null })._handle?.writeQueueSize ?? 0

const looksIn = (boundMs: number, everyMs: number): number => Math.ceil(boundMs / everyMs)
