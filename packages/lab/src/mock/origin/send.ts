import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

import type { AnswerSpec } from '../config/index.js'
import type { Body } from './body.js'

export interface Sending {
  readonly response: ServerResponse
  readonly answer: AnswerSpec
  readonly body: Body | undefined
  /** Send only so many bytes of the body, then close; undefined: all of it. */
  readonly cutAt?: number | undefined
  readonly signal: AbortSignal
}

/** Sends the headers and the body as the answer says: framing, delay, rate, cut. */
export async function send({ response, answer, body, cutAt, signal }: Sending): Promise<void> {
  writeHead(response, answer, body)
  const isBodyless = response.req.method === 'HEAD' || answer.status === 204 || answer.status === 304
  if (body === undefined || isBodyless) {
    response.end()
    return
  }
  response.flushHeaders()
  if (answer.bodyDelay !== undefined) await sleep(answer.bodyDelay, undefined, { signal })
  await sendBytes(body, { response, end: Math.min(cutAt ?? body.length, body.length), rate: answer.rate, signal })
  if (cutAt === undefined) response.end()
  else response.socket?.destroySoon()
}

function writeHead(
  response: ServerResponse,
  { status = 200, headers = {}, ...answer }: AnswerSpec,
  body: Body | undefined,
): void {
  response.statusCode = status
  if (body !== undefined) response.setHeader('Content-Type', body.contentType)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  const closes = answer.connection === 'close' || answer.framing === 'until-close'
  // Said outright, because Node.js would add a Keep-Alive header with its own timeout otherwise.
  response.setHeader('Connection', closes || !response.shouldKeepAlive ? 'close' : 'keep-alive')
  // RFC 9110 section 8.6: no Content-Length in a 204.
  if (status === 204) return
  if (body === undefined || (answer.framing ?? 'length') === 'length') {
    if (status !== 304) response.setHeader('Content-Length', body?.length ?? 0)
  } else if (answer.framing === 'until-close') {
    response.useChunkedEncodingByDefault = false
  }
}

interface Pace {
  readonly response: ServerResponse
  readonly end: number
  /** Bytes per second; undefined: as fast as they are taken. */
  readonly rate: number | undefined
  readonly signal: AbortSignal
}

/** A paced body goes out ten times a second: fine enough to look steady, coarse enough to cost nothing. */
const STEPS_PER_SECOND = 10

async function sendBytes(body: Body, { response, end, rate, signal }: Pace): Promise<void> {
  const startedAt = performance.now()
  for (let sent = 0; sent < end; ) {
    if (rate !== undefined)
      await sleep(Math.max(0, startedAt + (sent / rate) * 1000 - performance.now()), undefined, { signal })
    const most = Math.min(end - sent, rate === undefined ? Infinity : Math.max(1, Math.floor(rate / STEPS_PER_SECOND)))
    const bytes = body.at(sent).subarray(0, most)
    sent += bytes.length
    if (!response.write(bytes)) await once(response, 'drain', { signal })
  }
}
