import { HalfopenError, hopById, printable } from '@halfopen/core'

import { Listener } from '../listener/index.js'
import { type Address, hostPort, type ListenOptions } from '../serving/index.js'
import {
  type Front,
  FRONTS,
  loadConfig,
  type MockConfig,
  type MockConfigInput,
  type Replace,
  REPLACES,
  scaled,
  shorter,
} from './config/index.js'
import { openFront, profileOf } from './front/index.js'
import { answererOf } from './origin/index.js'
import { type ConnectionCounts, type MockRequest, openStage, type Stage } from './stage/index.js'

export interface MockOptions {
  /** The load balancer in front, instead of the configuration's; `none`: the clients reach the mock itself. */
  readonly front?: Front | 'none'
  /** Which error bodies it replaces, instead of the configuration's. */
  readonly replace?: Replace
  /** Where the clients connect to: the front, or the mock where there is none. Default 127.0.0.1, a free port. */
  readonly listen?: ListenOptions
  /** Plays so many times faster, 1–1,000,000: the configuration's times and the front's timeouts shrink, rates grow. Default 1. */
  readonly scale?: number
  /**
   * Told of every request when it is over. What it throws does not stop the
   * mock: the first such error is thrown when the mock is disposed.
   */
  readonly onRequest?: (request: MockRequest) => void
}

/** A mock upstream that runs. Disposing it closes its listeners and every connection. */
export interface LabMock extends AsyncDisposable {
  /** `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string
  readonly address: Address
  readonly front: Front | null
  /** Whose error bodies the front replaces; null without a front. */
  readonly replaces: Replace | null
  /** As it is played: read, defaults filled in, scaled. */
  readonly config: MockConfig
  /** What the clients sent, oldest first; the last 10,000, and at most 16 MiB of them. */
  requests(): readonly MockRequest[]
  /** The clients' connections. */
  connections(): ConnectionCounts
}

/**
 * Starts a mock upstream: the path of a YAML or JSON file, or a configuration from code.
 * @throws HalfopenError HO_CONFIG, HO_LISTEN.
 */
export async function startMock(from: string | MockConfigInput, options: MockOptions = {}): Promise<LabMock> {
  checkOptions(options)
  const loaded = await loadConfig(from)
  const config = scaled(loaded.config, options.scale ?? 1)
  const chosen = options.front ?? config.front ?? 'none'
  const front = chosen === 'none' ? null : chosen
  const answer = answererOf({ ...loaded, config })
  const listener = new Listener(options.onRequest)
  const told = { ...options, onRequest: listener.tell }
  const stages = front === null ? await alone(answer, config, told) : await behind(front, answer, config, told)
  const { address, journal } = stages.edge
  return {
    url: `http://${hostPort(address)}`,
    address,
    front,
    replaces: front === null ? null : (options.replace ?? config.replace),
    config,
    requests: () => journal.requests(),
    connections: () => journal.counts(),
    async [Symbol.asyncDispose]() {
      await stages[Symbol.asyncDispose]()
      listener.throwFailure()
    },
  }
}

const MAX_SCALE = 1_000_000

/** What a configuration file is refused for, a call is too. */
function checkOptions({ front = 'none', replace = 'all', scale = 1 }: MockOptions): void {
  const fronts: readonly string[] = [...FRONTS, 'none']
  if (!fronts.includes(front)) throw wrong('front', front, fronts.join(', '))
  if (!REPLACES.includes(replace)) throw wrong('replace', replace, REPLACES.join(', '))
  if (!(scale >= 1 && scale <= MAX_SCALE)) throw wrong('scale', String(scale), `1 to ${MAX_SCALE}`)
}

const wrong = (option: string, value: string, allowed: string): HalfopenError =>
  new HalfopenError('HO_CONFIG', `the option ${option}: "${printable(value, 60)}" is none of ${allowed}`)

type Answer = ReturnType<typeof answererOf>

/** What the clients connect to, and whatever stands behind it. */
interface Stages extends AsyncDisposable {
  readonly edge: Stage
}

async function alone(answer: Answer, config: MockConfig, { listen, onRequest }: MockOptions): Promise<Stages> {
  const idleTimeoutMs = limit(config.keepAliveTimeout)
  const edge = await openStage({ answer, idleTimeoutMs, onRequest, ...(listen && { listen }) })
  return { edge, [Symbol.asyncDispose]: () => edge[Symbol.asyncDispose]() }
}

async function behind(front: Front, answer: Answer, config: MockConfig, options: MockOptions): Promise<Stages> {
  const { listen, onRequest, replace = config.replace } = options
  const origin = await openStage({ answer, idleTimeoutMs: limit(config.keepAliveTimeout) })
  try {
    const timeouts = frontTimeouts(front, config, options.scale ?? 1)
    const edge = await openFront({
      front,
      replace,
      origin: origin.address,
      onRequest,
      ...timeouts,
      ...(listen && { listen }),
    })
    return {
      edge,
      async [Symbol.asyncDispose]() {
        await edge[Symbol.asyncDispose]()
        await origin[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await origin[Symbol.asyncDispose]()
    throw error
  }
}

/** The configuration's, already scaled; else the front's own. */
function frontTimeouts(front: Front, config: MockConfig, scale: number) {
  const { hop, answerTimeoutMs } = profileOf(front)
  const idleTimeoutS = hopById(hop)?.idleTimeoutS ?? null
  const own = (ms: number | null) => shorter(ms ?? 'never', scale)
  return {
    idleTimeoutMs: limit(config.frontIdleTimeout ?? own(idleTimeoutS === null ? null : idleTimeoutS * 1000)),
    answerTimeoutMs: limit(config.frontAnswerTimeout ?? own(answerTimeoutMs)),
  }
}

const limit = (time: number | 'never'): number | null => (time === 'never' ? null : time)
