import { type ClientKind, isRedirect } from '../ledger/index.js'
import type { HeldResponse } from './held.js'

/** How one speaks of what a client of this kind holds. */
export interface Words {
  /** What is wrong, of one and of several. */
  readonly one: string
  readonly many: string
  /** The same of one that is still held when a test ends. */
  readonly kept: string
  /** The same of what the garbage collector found. */
  readonly dropped: string
  /** `opened by`, `taken by`. */
  readonly verb: string
  /** What is held, and of what: a connection of a pool. */
  readonly unit: string
  readonly of: string
  readonly waiter: string
  /** What the application does wrong. */
  readonly neglect: string
  readonly remedy: string
}

const RESPONSE: Omit<Words, 'remedy'> = {
  one: 'a response is held unread',
  many: 'responses are held unread',
  kept: 'its body is not done, so it holds its connection',
  dropped: 'a response was dropped unread',
  verb: 'opened',
  unit: 'connection',
  of: 'pool',
  waiter: 'request',
  neglect: 'the bytes are here, nobody reads them',
}

export const WORDS: Readonly<Record<ClientKind, Words>> = {
  fetch: {
    ...RESPONSE,
    remedy: 'read it (await response.text()) or let it go (await response.body?.cancel()), for error statuses too',
  },
  undici: {
    ...RESPONSE,
    remedy: 'read it (await body.text()) or let it go (await body.dump()), for error statuses too',
  },
  http: {
    ...RESPONSE,
    remedy: 'read it or let it go (response.resume()), for error statuses too',
  },
  http2: {
    ...RESPONSE,
    kept: 'its body is not done, so it holds its stream',
    unit: 'stream',
    of: 'session',
    // Without a code Node.js forgets the stream and does not tell the peer, for whom it stays open.
    remedy: 'read it or let it go (stream.close(http2.constants.NGHTTP2_CANCEL)), for error statuses too',
  },
  pg: {
    one: 'a pooled client is held idle',
    many: 'pooled clients are held idle',
    kept: 'it was not given back to its pool',
    dropped: 'a pooled client was dropped',
    verb: 'taken',
    unit: 'client',
    of: 'pool',
    waiter: 'caller',
    neglect: 'it took the client, and neither uses it nor gives it back',
    remedy: 'client.release() in finally, so that the error path gives it back too; pool.query() does so by itself',
  },
}

/** What the application does wrong. */
export function neglectText({ client, isBegun }: HeldResponse): string {
  if (isBegun) return 'whoever began to read it takes nothing more, or waits for what it writes to'
  return WORDS[client].neglect
}

/** What it should do. */
export function remedyText(held: HeldResponse): string {
  if (held.client === 'fetch' && isRedirect(held.status)) {
    return "fetch follows the redirect and leaves this body: ask for the final address, or redirect: 'manual' and cancel it"
  }
  return held.isBegun ? 'read it to its end, or destroy it when its reader has gone' : WORDS[held.client].remedy
}

/** `GET http://shop:8080/user (503)`, or `client of postgres://db:5432/shop`. */
export function subjectText({ client, method, origin, path, status }: HeldResponse): string {
  if (client === 'pg') return `client of ${origin}${path}`
  // As proxies are asked.
  if (/^[a-z]+:\/\//i.test(path)) return `${method} ${path} through ${origin} (${status ?? 'no status'})`
  return `${method} ${origin}${path} (${status ?? 'no status'})`
}
