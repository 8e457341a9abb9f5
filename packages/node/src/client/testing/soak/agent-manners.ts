import { Buffer } from 'node:buffer'
import { type Agent, type IncomingMessage, request, type RequestOptions } from 'node:http'
import { withResponse } from '../../index.js'
import { checkEcho, checkFiller, checkStatus, messageOf, sizeOf } from './answers.js'
import { type Call, codeOf, Left } from './call.js'
import { armingOn, type Manner, type Manners } from './manner.js'
import { STALE_CODES } from './paths.js'

/** How often its caller asks again, as got and the AWS SDK do: an agent cannot. */
const RETRIES = 3

const manner = (weight: number, ask: Manner['ask'], more: Partial<Manner> = {}): Manner => {
  return { client: 'agent', weight, repeatable: true, ask, ...more }
}

export const AGENT_MANNERS: Manners = {
  'get, read': manner(12, async (call) => {
    const response = await got(call, '/echo')
    checkEcho(call, response.statusCode ?? 0, (await bytesOf(response)).toString())
  }),
  'get, read a body': manner(5, async (call) => {
    checkFiller(await bytesOf(await got(call, `/status?body=${sizeOf(call)}`)), sizeOf(call))
  }),
  'get, discard': manner(5, async (call) => {
    const response = await got(call, `/status?code=500&body=${sizeOf(call)}`)
    checkStatus(response.statusCode, 500)
    await bytesOf(response)
  }),
  'get, no listener': manner(2, (call) => again(call, () => unheard(call))),
  'get, no body': manner(2, async (call) => {
    const response = await got(call, '/status?code=204')
    checkStatus(response.statusCode, 204)
    checkFiller(await bytesOf(response), 0)
  }),
  'http head': manner(1, async (call) => {
    const response = await got(call, `/status?body=${sizeOf(call)}`, { method: 'HEAD' })
    checkFiller(await bytesOf(response), 0)
  }),
  'http put': manner(2, async (call) => {
    const response = await got(call, '/echo', { method: 'PUT' }, messageOf(call))
    checkEcho(call, response.statusCode ?? 0, (await bytesOf(response)).toString(), messageOf(call))
  }),
  'http post': manner(
    3,
    async (call) => {
      const response = await answered(call, '/echo', { method: 'POST' }, messageOf(call))
      checkEcho(call, response.statusCode ?? 0, (await bytesOf(response)).toString(), messageOf(call))
    },
    { repeatable: false },
  ),
  'get, handler throws': manner(
    1,
    (call) => withResponse(got(call, `/status?body=${sizeOf(call)}`), () => Promise.reject(new Left())),
    { ends: 'SOAK_LEFT' },
  ),
  'get, destroy midway': manner(
    0.5,
    async (call) => {
      const response = await got(call, '/slow-body?body=20000&over=10s')
      response.destroy(new Left())
      await bytesOf(response)
    },
    { ends: 'SOAK_LEFT' },
  ),
  'get, deadline': manner(
    0.5,
    async (call) => void (await got(call, '/sleep?for=60s', { agent: call.agent('hasty') })),
    { ends: 'HO_DEADLINE' },
  ),
  'get, leave unread': manner(
    0.03,
    async (call) => {
      const response = await got(call, '/status?body=300k', { agent: call.agent('strict') })
      await new Promise((_, reject) => response.on('error', reject))
    },
    { ends: 'HO_UNREAD_TIMEOUT' },
  ),
}

/** As the dispatcher's. */
export const ARM = manner(0, async (call) => {
  const response = await got(call, armingOn(call.path))
  checkStatus(response.statusCode, 200)
  await bytesOf(response)
})

const got = (call: Call, route: string, options: RequestOptions = {}, body = '') =>
  again(call, () => answered(call, route, options, body))

/** Asks again what died on a connection used before: https://nodejs.org/api/http.html#requestreusedsocket */
async function again<T>(call: Call, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isStale = call.isReused && (STALE_CODES as readonly string[]).includes(codeOf(error))
      if (!isStale || call.answerBytes > 0 || call.attempts > RETRIES) throw error
    }
  }
}

function answered(call: Call, route: string, options: RequestOptions, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asking(call, route, options).on('response', resolve).on('error', reject).end(body)
  })
}

/** Without a `response` listener: Node.js throws the body away by itself. */
function unheard(call: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    asking(call, `/status?body=${sizeOf(call)}`, {})
      .on('error', reject)
      .on('close', resolve)
      .end()
  })
}

function asking(call: Call, route: string, options: RequestOptions) {
  const agent: Agent = call.agent()
  return request(call.url(route), { agent, ...options }).on('socket', (socket) => call.sentOn(socket))
}

const bytesOf = async (response: IncomingMessage) => Buffer.concat((await response.toArray()) as Buffer[])
