import { count } from '@halfopen/core'

import { duration } from '../parameters/index.js'
import type { Exchange } from '../exchange/index.js'
import type { Bell } from './bell.js'
import { readBody } from './body.js'
import { route } from './route.js'

export const longPoll = route({
  path: '/long-poll',
  does: 'waits for a message and answers with it, or with 204 when there is none; POST sends one to all who wait',
  parameters: { for: duration({ does: 'how long it waits', usually: '30s' }) },
  reads: 'body',
  async answer(exchange, { for: forMs }, { bell }) {
    if (exchange.asked.method === 'POST') return ring(exchange, bell)
    exchange.asked.resume()
    const message = await heardWithin(forMs, { bell, signal: exchange.signal })
    if (message !== undefined) return exchange.text(200, message)
    exchange.head(204)
    await exchange.end()
  },
})

async function ring(exchange: Exchange, bell: Bell): Promise<void> {
  const { text } = await readBody(exchange.asked)
  await exchange.text(200, `told ${count(bell.ring(text), 'client')}\n`)
}

async function heardWithin(
  ms: number,
  { bell, signal }: { readonly bell: Bell; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const enough = new AbortController()
  const stop = () => enough.abort()
  const timer = setTimeout(stop, ms)
  signal.addEventListener('abort', stop)
  try {
    return await bell.wait(enough.signal)
  } catch (error) {
    if (signal.aborted || !enough.signal.aborted) throw error
    return undefined
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
