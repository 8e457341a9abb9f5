// Asks an application, over node:http, and notes all that comes of it.
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { digest, errorOf, headersOf } from './record.mjs'

const EVENTS = ['socket', 'finish', 'continue', 'information', 'response', 'abort', 'error', 'timeout', 'close']

export class Client {
  agent = new Agent({ keepAlive: true, maxSockets: 2 })

  constructor(record, base) {
    this.record = record
    this.base = base
  }

  /** One request, noted from its first event to its last. */
  async ask(method, path, { body, headers, hangUp = 'never' } = {}) {
    this.record.note('client', '→', method, path)
    const { agent } = this
    const asked = request(this.base + path, { method, headers, agent })
    this.record.hear('client', asked, EVENTS)
    // Before the first await: whoever is late misses the end.
    const closed = once(asked, 'close').catch(() => undefined)
    if (headers?.expect === undefined) asked.end(body)
    else asked.on('continue', () => asked.end(body)).flushHeaders()
    await this.#receive(asked, hangUp).catch((error) => this.record.note('client', errorOf(error)))
    await closed
  }

  async #receive(asked, hangUp) {
    const [response] = await once(asked, 'response')
    this.record.hear('client', response, ['end', 'aborted', 'error', 'close'])
    this.record.note('client', response.statusCode, headersOf(response.rawHeaders), { reused: asked.reusedSocket })
    if (hangUp === 'first-byte') {
      await once(response, 'data')
      asked.destroy()
    } else {
      this.record.note('client', digest(await buffer(response)), headersOf(response.rawTrailers))
    }
  }

  close() {
    this.agent.destroy()
  }
}
