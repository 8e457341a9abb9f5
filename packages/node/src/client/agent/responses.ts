import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { hiddenField } from '../../hidden-field/index.js'
import type { Ask } from './ask.js'

/** What a request of this module's agents asked for. */
const asks = hiddenField<ClientRequest, Ask>()
let isListening = false

/**
 * Tells the ask when its response headers came. A `response` listener must not be used for it: with one, Node.js no
 * longer discards a response that nobody wants. Node.js publishes this on Node.js 20, 22 and 24 alike.
 */
export function expectResponse(ask: Ask): void {
  asks.set(ask.request, ask)
  if (isListening) return
  isListening = true
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage }
    asks.get(request)?.responded(response)
  })
}

export const askOf = (request: ClientRequest) => asks.get(request)
