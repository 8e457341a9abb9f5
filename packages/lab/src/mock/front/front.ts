import { Agent } from 'node:http'

import type { Front, Replace } from '../config/index.js'
import type { Address, ListenOptions } from '../../serving/index.js'
import { type Exchange, type MockRequest, openStage, type Stage } from '../stage/index.js'
import { discard, passOn, sendPage, withChallenge } from './answers.js'
import { askOrigin, endToEnd, type Upstream } from './upstream.js'
import type { FrontProfile, Page, PageRequest } from './profile.js'
import { profileOf } from './profiles.js'

export interface FrontOptions {
  readonly front: Front
  readonly replace: Replace
  /** Where the mock is. */
  readonly origin: Address
  readonly idleTimeoutMs: number | null
  readonly answerTimeoutMs: number | null
  readonly listen?: ListenOptions
  readonly onRequest?: ((request: MockRequest) => void) | undefined
}

/**
 * Opens a load balancer in front of the mock: an HTTP server with connections
 * of its own on both sides, which is what makes it one.
 */
export async function openFront({ front, replace, origin, answerTimeoutMs, ...stage }: FrontOptions): Promise<Stage> {
  const profile = profileOf(front)
  const agent = new Agent({ keepAlive: profile.originConnections === 'reused' })
  const handle = { profile, replaces: replacing(profile, replace), upstream: { origin, agent, answerTimeoutMs } }
  const opened = await openStage({ ...stage, answer: (exchange) => forward(exchange, handle) })
  return {
    ...opened,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      agent.destroy()
    },
  }
}

interface Handling {
  readonly profile: FrontProfile
  readonly replaces: (status: number) => boolean
  readonly upstream: Upstream
}

const replacing =
  ({ replacesByDefault }: FrontProfile, replace: Replace) =>
  (status: number): boolean =>
    replace === 'all' ? status >= 400 : replacesByDefault.includes(status)

async function forward(exchange: Exchange, { profile, replaces, upstream }: Handling): Promise<void> {
  const { request, response, entry, signal } = exchange
  const about = pageRequest(exchange)
  const headers = [...endToEnd(request.rawHeaders), ...profile.requestHeaders(about)]
  const answer = await askOrigin(request, { ...upstream, headers, signal })
  if (signal.aborted) return
  const respond = (page: Page) => {
    entry.answered('front', page.status)
    sendPage(response, page, profile)
  }
  if (typeof answer === 'string') {
    respond(profile.page(profile.failed[answer], about))
    return
  }
  const { statusCode: status = 502 } = answer
  if (replaces(status)) {
    discard(answer)
    respond(withChallenge(profile.page(status, about), answer))
  } else {
    entry.answered('mock', status)
    passOn(answer, response, { profile, about })
  }
}

function pageRequest({ request, entry }: Exchange): PageRequest {
  return {
    number: entry.request.number,
    host: request.headers.host ?? '',
    userAgent: request.headers['user-agent'] ?? '',
    client: request.socket.remoteAddress ?? '',
  }
}
