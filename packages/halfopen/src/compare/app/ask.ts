import { get, type IncomingMessage } from 'node:http'

import type { AppConnection } from '../facts/index.js'
import { appRecords } from './schema.js'

const ANSWER_MS = 1500
/** A thousand connections of a hundred requests each are far below. */
const MOST_BYTES = 16 * 1024 * 1024

/**
 * What the lab's app at `host:port` wrote down of its connections; undefined where there is no such app, or where it
 * does not answer within 1.5 s.
 */
export async function askApp(target: string): Promise<readonly AppConnection[] | undefined> {
  try {
    const answer = await responseOf(`http://${target}/connections`)
    if (answer.headers['halfopen-lab'] !== 'app') {
      answer.destroy()
      return undefined
    }
    const parsed = appRecords.safeParse(JSON.parse(await bodyOf(answer)))
    return parsed.success ? parsed.data.connections : undefined
  } catch {
    // Refused, too slow, too much, or no HTTP: whatever it is, it is not the lab's app.
    return undefined
  }
}

function responseOf(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_MS)
    get(url, { agent: false, signal, headers: { connection: 'close' } }, resolve).once('error', reject)
  })
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MOST_BYTES) throw new RangeError(`more than ${MOST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
