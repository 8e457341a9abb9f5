import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

import type { AnswerSpec, LoadedConfig } from '../config/index.js'
import type { Exchange } from '../stage/index.js'
import { type Body, bodyOf } from './body.js'
import { type Reply, replyOf } from './reply.js'
import { fitsOf } from './routes.js'
import { send } from './send.js'

/** How the mock answers: routes in order, each with its own count. */
export function answererOf({ config, files }: LoadedConfig): (exchange: Exchange) => Promise<void> {
  const routes = config.routes.map((spec) => ({ spec, fits: fitsOf(spec), count: 0 }))
  const choose = (exchange: Exchange): Reply => {
    const route = routes.find(({ fits }) => fits(exchange.request))
    if (route === undefined) return { kind: 'answer', answer: config.default ?? notFound(exchange) }
    const { number, numberOnConnection } = exchange.entry.request
    return replyOf(route.spec, { route: ++route.count, connection: numberOnConnection, mock: number })
  }
  return async (exchange) => {
    const reply = choose(exchange)
    await play(reply, exchange, bodyOf(reply.answer, files))
  }
}

const notFound = ({ request }: Exchange): AnswerSpec => ({
  status: 404,
  text: `halfopen lab mock: no route for ${request.method ?? ''} ${request.url ?? ''}\n`,
})

async function play(
  reply: Reply,
  { request, response, entry, signal }: Exchange,
  body: Body | undefined,
): Promise<void> {
  const { answer } = reply
  await taken(request, signal)
  if (answer.delay !== undefined) await sleep(answer.delay, undefined, { signal })
  switch (reply.kind) {
    case 'answer':
      entry.answered('mock', answer.status ?? 200)
      await send({ response, answer, body, signal })
      return
    case 'truncate':
      entry.answered('mock', answer.status ?? 200)
      await send({ response, answer, body, cutAt: reply.bytes ?? Math.floor((body?.length ?? 0) / 2), signal })
      return
    case 'close':
      request.socket.destroySoon()
      return
    case 'reset':
      request.socket.resetAndDestroy()
      return
    case 'silence':
      return
  }
}

/** What the client sends is taken in and dropped first: bytes left unread would turn a FIN into a RST. */
async function taken(request: IncomingMessage, signal: AbortSignal): Promise<void> {
  request.resume()
  if (!request.readableEnded) await once(request, 'end', { signal })
}
