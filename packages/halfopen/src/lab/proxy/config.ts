import { open } from 'node:fs/promises'

import { HalfopenError } from '@halfopen/core'
import { parseProxyConfig, type ProxySpec } from '@halfopen/lab'

const MAX_CONFIG_BYTES = 4 * 1024 * 1024

/** The proxies that a file lists. @throws HalfopenError HO_CONFIG. */
export async function readConfig(file: string): Promise<readonly ProxySpec[]> {
  return parseProxyConfig(await textOf(file), file)
}

async function textOf(file: string): Promise<string> {
  try {
    await using handle = await open(file)
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAX_CONFIG_BYTES + 1))
    if (bytesRead > MAX_CONFIG_BYTES) throw new Error(`it is larger than ${MAX_CONFIG_BYTES} bytes`)
    return buffer.toString('utf8', 0, bytesRead)
  } catch (cause) {
    const { message } = cause as Error
    throw new HalfopenError('HO_CONFIG', `${file} could not be read: ${message}`, { cause })
  }
}
