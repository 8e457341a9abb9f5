import { createReadStream } from 'node:fs'

import { HalfopenError } from '@halfopen/core'
import { parseProxyConfig, type ProxySpec } from '@halfopen/lab'

const MAX_CONFIG_BYTES = 4 * 1024 * 1024

/** The proxies that a file lists. @throws HalfopenError HO_CONFIG. */
export async function readConfig(file: string): Promise<readonly ProxySpec[]> {
  return parseProxyConfig(await textOf(file), file)
}

async function textOf(file: string): Promise<string> {
  const chunks: Buffer[] = []
  try {
    // A stream, because one read of a pipe gives only what is in it already.
    for await (const bytes of createReadStream(file, { end: MAX_CONFIG_BYTES })) chunks.push(bytes as Buffer)
  } catch (cause) {
    throw unreadable(file, (cause as Error).message, cause)
  }
  const bytes = Buffer.concat(chunks)
  if (bytes.length > MAX_CONFIG_BYTES) throw unreadable(file, `it is larger than ${MAX_CONFIG_BYTES} bytes`)
  return bytes.toString('utf8')
}

const unreadable = (file: string, why: string, cause?: unknown): HalfopenError =>
  new HalfopenError('HO_CONFIG', `${file} could not be read: ${why}`, { cause })
