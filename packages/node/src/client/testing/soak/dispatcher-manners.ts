import { type Dispatcher, request } from 'undici'
import { type ClientDispatcher, withResponse } from '../../index.js'
import { checkEcho, checkFiller, checkLength, checkStatus, messageOf, sizeOf } from './answers.js'
import { type Call, Left } from './call.js'
import { armingOn, type Manner, type Manners } from './manner.js'

/** More than undici takes without a reader. */
const BIG = 'body=300k'

const manner = (weight: number, ask: Manner['ask'], more: Partial<Manner> = {}): Manner => {
  return { client: 'dispatcher', weight, repeatable: true, ask, ...more }
}

export const DISPATCHER_MANNERS: Manners = {
  read: manner(30, async (call) => {
    const { statusCode, body } = await asked(call, '/echo')
    checkEcho(call, statusCode, await body.text())
  }),
  'read a body': manner(10, async (call) => {
    const { body } = await asked(call, `/status?body=${sizeOf(call)}`)
    checkFiller(await bytesOf(body), sizeOf(call))
  }),
  'read chunks': manner(4, async (call) => {
    const { body } = await asked(call, `/chunked?chunks=3&size=${sizeOf(call)}`)
    // Each piece begins anew, so only the length says that it is whole.
    checkLength(await bytesOf(body), 3 * sizeOf(call))
  }),
  fetch: manner(8, async (call) => {
    const response = await fetched(call, '/echo')
    checkEcho(call, response.status, await response.text())
  }),
  'fetch, cancel': manner(2, async (call) => {
    const response = await fetched(call, `/status?body=${sizeOf(call)}`)
    checkStatus(response.status, 200)
    await response.body?.cancel()
  }),
  'fetch, post': manner(
    2,
    async (call) => {
      const response = await fetched(call, '/echo', { method: 'POST', body: messageOf(call) })
      checkEcho(call, response.status, await response.text(), messageOf(call))
    },
    { repeatable: false },
  ),
  discard: manner(10, async (call) => {
    const { statusCode, body } = await asked(call, `/status?code=404&body=${sizeOf(call)}`)
    checkStatus(statusCode, 404)
    await body.dump()
  }),
  'read an error page': manner(4, async (call) => {
    const { statusCode, body } = await asked(call, `/status?code=503&body=${sizeOf(call)}`)
    checkStatus(statusCode, 503)
    checkFiller(await bytesOf(body), sizeOf(call))
  }),
  'no body': manner(4, async (call) => {
    const { statusCode, body } = await asked(call, '/status?code=204')
    checkStatus(statusCode, 204)
    checkFiller(await bytesOf(body), 0)
  }),
  head: manner(1, async (call) => {
    const { statusCode, body } = await asked(call, `/status?body=${sizeOf(call)}`, { method: 'HEAD' })
    checkStatus(statusCode, 200)
    checkFiller(await bytesOf(body), 0)
  }),
  put: manner(4, (call) => send(call, { method: 'PUT' })),
  post: manner(6, (call) => send(call, { method: 'POST' }), { repeatable: false }),
  'post with a key': manner(4, (call) => {
    return send(call, { method: 'POST', headers: { 'idempotency-key': `${call.id}` } })
  }),
  'handler throws': manner(
    2,
    (call) => {
      const response = asked(call, `/status?body=${sizeOf(call)}`)
      return withResponse(response, () => Promise.reject(new Left()))
    },
    { ends: 'SOAK_LEFT' },
  ),
  'abort midway': manner(
    1,
    async (call) => {
      const leaving = new AbortController()
      const { body } = await asked(call, '/slow-body?body=20000&over=10s', { signal: leaving.signal })
      leaving.abort(new Left())
      await body.text()
    },
    { ends: 'SOAK_LEFT' },
  ),
  deadline: manner(
    1,
    async (call) => {
      const { body } = await request(call.url('/sleep?for=60s'), { dispatcher: call.dispatcher('hasty') })
      await body.dump()
    },
    { ends: 'HO_DEADLINE' },
  ),
  'leave unread': manner(
    0.05,
    async (call) => {
      const { body } = await request(call.url(`/status?${BIG}`), { dispatcher: call.dispatcher('strict') })
      await new Promise((_, reject) => body.on('error', reject))
    },
    { ends: 'HO_UNREAD_TIMEOUT' },
  ),
}

/** The server will reset this connection when it was idle for so long, and says that it keeps it for a minute. */
export const ARM = manner(0, async (call) => {
  const { statusCode, body } = await asked(call, armingOn(call.path))
  checkStatus(statusCode, 200)
  await body.dump()
})

type Options = Partial<Dispatcher.RequestOptions>

const asked = (call: Call, route: string, options: Options = {}) =>
  request(call.url(route), { ...options, dispatcher: call.dispatcher() })

const fetched = (call: Call, route: string, init: RequestInit = {}) =>
  fetch(call.url(route), { ...init, dispatcher: call.dispatcher() } as RequestInit & { dispatcher: ClientDispatcher })

const bytesOf = async (body: { arrayBuffer(): Promise<ArrayBuffer> }) => new Uint8Array(await body.arrayBuffer())

async function send(call: Call, options: Options): Promise<void> {
  const { statusCode, body } = await asked(call, '/echo', { ...options, body: messageOf(call) })
  checkEcho(call, statusCode, await body.text(), messageOf(call))
}
