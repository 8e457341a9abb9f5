import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Call } from './call.js'

const CHANNEL = 'undici:client:sendHeaders'

/** Tells each call under way when undici puts it on the wire: what the dispatcher did, not what it says. */
export class Wire implements Disposable {
  private readonly calls = new Map<number, Call>()
  private readonly seen = (message: unknown) => {
    const { request, socket } = message as { request: { path: string }; socket: Socket }
    const id = Number(request.path.slice(request.path.lastIndexOf('mark=') + 'mark='.length))
    this.calls.get(id)?.sentOn(socket)
  }

  constructor() {
    subscribe(CHANNEL, this.seen)
  }

  begins(call: Call): void {
    this.calls.set(call.id, call)
  }

  ended(call: Call): void {
    this.calls.delete(call.id)
  }

  [Symbol.dispose](): void {
    unsubscribe(CHANNEL, this.seen)
  }
}
