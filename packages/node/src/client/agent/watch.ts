import type { ClientRequest, IncomingMessage } from 'node:http'
import { bodyTimeout, headersTimeout, type Progress, unreadTimeout } from '../failures/index.js'
import type { Settings } from '../options/index.js'

/** Looks within the shortest time allowed; the more, the more exact. */
const LOOKS = 4

/**
 * Bounds the silence of one exchange. It looks from time to time instead of listening: a `response` or `data` listener
 * of ours would change what the program sees.
 */
export class Watch {
  private timer: NodeJS.Timeout | undefined
  private last = ''
  private looksStill = 0

  constructor(
    private readonly request: ClientRequest,
    private readonly settings: Settings,
    private readonly exchange: { readonly end: (error: Error) => void; readonly progress: () => Progress },
  ) {}

  forHeaders(): void {
    const { headersTimeoutMs } = this.settings
    if (headersTimeoutMs > 0) this.every(headersTimeoutMs / LOOKS, () => this.lookForHeaders())
  }

  forBody(response: IncomingMessage): void {
    this.stop()
    const bounds = [this.settings.bodyTimeoutMs, this.settings.unreadTimeoutMs].filter((ms) => ms > 0)
    const everyMs = Math.min(...bounds) / LOOKS
    if (bounds.length > 0) this.every(everyMs, () => this.lookAtBody(response, everyMs))
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private every(ms: number, look: () => void): void {
    this.looksStill = 0
    this.last = ''
    // At least 1 ms: setInterval would take less for 1 as well, and say so nowhere.
    this.timer = setInterval(look, Math.max(1, ms)).unref()
  }

  private lookForHeaders(): void {
    const { headersTimeoutMs } = this.settings
    const { socket } = this.request
    // Opening the connection has its own bound; a body that is being sent is no silence.
    const isBusy = socket === null || socket.connecting
    if (!this.isStill(isBusy ? undefined : `${socket.bytesWritten} ${socket.bytesRead}`, LOOKS)) return
    const { method, origin } = this.exchange.progress()
    this.exchange.end(headersTimeout(`${method} ${origin}`, headersTimeoutMs))
  }

  private lookAtBody(response: IncomingMessage, everyMs: number): void {
    const { bodyTimeoutMs, unreadTimeoutMs } = this.settings
    const isUnread = response.readableLength > 0 || response.complete || response.readableFlowing === null
    const boundMs = isUnread ? unreadTimeoutMs : bodyTimeoutMs
    const seen = `${isUnread} ${this.request.socket?.bytesRead} ${response.readableLength}`
    if (!this.isStill(seen, Math.ceil(boundMs / everyMs)) || boundMs === 0) return
    this.stop()
    response.destroy((isUnread ? unreadTimeout : bodyTimeout)(this.exchange.progress(), boundMs))
  }

  /** Whether the same was seen at so many looks after the first one. */
  private isStill(seen: string | undefined, looks: number): boolean {
    this.looksStill = seen !== undefined && seen === this.last ? this.looksStill + 1 : 0
    this.last = seen ?? ''
    return this.looksStill >= looks
  }
}
