import { lookup } from 'node:dns/promises'
import { HalfopenError } from '@halfopen/core'
import type { SocketHandles } from '@halfopen/kernel'
import { type Heartbeat, Line, type Place } from '../line/index.js'
import { readResponse } from '../rungs/index.js'
import type { HttpTarget, Target } from '../target/index.js'
import { NUDGE, requestText, type Response, ResponseReader } from '../wire/index.js'
import { closesAtOnce, endedEarly, notKept, openFault, unfitStatus, unmeasurable } from './faults.js'

export type Mode = 'response' | 'idle' | 'tcp'

export interface LookOptions {
  readonly target: Target
  readonly mode: Mode | 'auto'
  readonly insecure: boolean
  readonly handles: SocketHandles | undefined
  readonly heartbeat: Heartbeat
  readonly signal: AbortSignal
}

/** What the first connections showed of the target. */
export interface Looked {
  readonly place: Place
  readonly mode: Mode
  readonly method: 'GET' | 'HEAD'
  /** Round trip, ms; 0 where the kernel was not asked. */
  readonly rttMs: number
  /** What `Keep-Alive: timeout=` announces, ms; null: nothing. */
  readonly announcedMs: number | null
  /** Addresses that the name has; only the first is used. */
  readonly addresses: number
}

/** Longer than three SYNs take. */
const CONNECT_MS = 8000
const ANSWER_MS = 10_000
/** How long a plain TCP service may take to greet, or to show that it hangs up at once. */
const GREETING_MS = 200

/**
 * Speaks to the target once, to know how to measure.
 * @throws HalfopenError HO_TARGET where nothing answers, HO_UNMEASURABLE where what answers cannot be measured.
 */
export async function look(options: LookOptions): Promise<Looked> {
  const { target, insecure } = options
  const { http } = target
  const found = await resolve(target)
  const tls = http?.tls === true && options.mode !== 'tcp' ? { host: target.host, insecure } : null
  const place: Place = { address: found.address, port: target.port, tls }
  const at = { ...options, place }
  const seen = http === null || options.mode === 'tcp' ? await lookTcp(at) : await lookHttp(at, http)
  return { place, addresses: found.addresses, ...seen }
}

type At = LookOptions & { readonly place: Place }

async function resolve({ host }: Target): Promise<{ readonly address: string; readonly addresses: number }> {
  try {
    const [first, ...others] = await lookup(host, { all: true })
    if (first !== undefined) return { address: first.address, addresses: 1 + others.length }
  } catch (cause) {
    const { code = 'no answer' } = cause as NodeJS.ErrnoException
    throw new HalfopenError('HO_TARGET', `${host} does not resolve: ${code}`, { cause })
  }
  throw new HalfopenError('HO_TARGET', `${host} has no address`)
}

async function open({ target, place, handles, heartbeat, signal }: At): Promise<Line> {
  const opening = await Line.open({ place, handles, heartbeat, timeoutMs: CONNECT_MS, signal })
  if (opening.kind === 'open') return opening.line
  throw openFault(target, opening, place)
}

type Seen = Pick<Looked, 'mode' | 'method' | 'rttMs' | 'announcedMs'>

async function lookTcp(at: At): Promise<Seen> {
  const { target, mode, signal } = at
  if (at.handles === undefined) {
    throw new HalfopenError('HO_NATIVE', 'TCP mode asks the kernel for acknowledgements, and koffi did not load')
  }
  if (mode !== 'tcp' && mode !== 'auto') throw unmeasurable(target, `${mode} mode needs a URL: write http://…`)
  using line = await open(at)
  const rttMs = rttOf(line)
  const greeting = await greetingOf(line, { ms: GREETING_MS + 2 * rttMs, signal })
  if (greeting.isEnded) throw closesAtOnce(target, greeting.text)
  line.write(NUDGE)
  const reaction = await line.next(GREETING_MS + 2 * rttMs, signal)
  if (reaction.kind === 'aborted') throw endedEarly(target)
  if (reaction.kind === 'gone') throw unmeasurable(target, 'resets a fresh connection on which an empty line is sent')
  return { mode: 'tcp', method: 'HEAD', rttMs, announcedMs: null }
}

/** What it says unasked, and whether it then hangs up. */
async function greetingOf(
  line: Line,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
): Promise<{ readonly isEnded: boolean; readonly text: string }> {
  const endMs = performance.now() + ms
  let text = ''
  for (;;) {
    const event = await line.next(endMs - performance.now(), signal)
    if (event.kind === 'fin' || event.kind === 'gone') return { isEnded: true, text }
    if (event.kind !== 'data') return { isEnded: false, text }
    text = (text + Buffer.from(event.bytes).toString('latin1')).slice(0, GREETING_CHARS)
  }
}

const GREETING_CHARS = 80

async function lookHttp(at: At, http: HttpTarget): Promise<Seen> {
  const asked = at.mode === 'response' ? undefined : await exchange(at, http, 'HEAD')
  // Some servers know no HEAD; some answer it and close.
  const isGood = asked !== undefined && asked.response.status < 400 && asked.isKept
  const seen = isGood ? asked : await exchange(at, http, 'GET')
  const method = isGood ? 'HEAD' : 'GET'
  if (seen === undefined) throw unmeasurable(at.target, 'does not answer in HTTP/1.1')
  const { response, rttMs } = seen
  const isLab = response.headers.get('halfopen-lab') === 'app'
  if (at.mode === 'response' && !isLab) {
    throw unmeasurable(at.target, 'is not the problem app: response mode needs `halfopen lab app` on the far side')
  }
  const mode = isLab && at.mode !== 'idle' ? 'response' : 'idle'
  if (mode === 'idle') requireReusable(at, seen)
  return { mode, method, rttMs, announcedMs: announced(response) }
}

interface Exchanged {
  readonly response: Response
  /** A second request on the same connection was answered. */
  readonly isKept: boolean
  readonly rttMs: number
}

async function exchange(at: At, http: HttpTarget, method: 'GET' | 'HEAD'): Promise<Exchanged | undefined> {
  using line = await open(at)
  const rttMs = rttOf(line)
  const response = await ask(line, { at, http, method })
  if (response === 'closed') throw closesAtOnce(at.target)
  if (response === undefined) return undefined
  const again = response.isKept ? await ask(line, { at, http, method }) : undefined
  return { response, isKept: again !== undefined && again !== 'closed', rttMs }
}

async function ask(
  line: Line,
  { at, http, method }: { at: At; http: HttpTarget; method: 'GET' | 'HEAD' },
): Promise<Response | 'closed' | undefined> {
  line.write(requestText({ method, path: http.path }, http))
  const { signal } = at
  const first = await line.next(ANSWER_MS, signal)
  if (first.kind === 'fin' || first.kind === 'gone') return 'closed'
  if (first.kind === 'aborted') throw endedEarly(at.target)
  if (first.kind !== 'data') return undefined
  return readResponse(line, new ResponseReader(method), { first: first.bytes, waitMs: ANSWER_MS, signal })
}

function requireReusable({ target }: At, { response, isKept }: Exchanged): void {
  const unfit = unfitStatus(target, response.status)
  if (unfit !== undefined) throw unfit
  if (!isKept) throw notKept(target, response)
}

function announced({ headers }: Response): number | null {
  const match = /\btimeout=(\d{1,6})\b/.exec(headers.get('keep-alive') ?? '')
  return match === null ? null : Number(match[1]) * 1000
}

const rttOf = (line: Line): number => (line.info()?.rttUs ?? 0) / 1000
