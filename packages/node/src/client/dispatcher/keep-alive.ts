import { announcedMs } from '../idle/index.js'

const KEEP_ALIVE = 'keep-alive'
/** In either case: `connection` is as long, and is in most responses. */
const isK = (byte: number | undefined) => byte === 0x6b || byte === 0x4b

/** undici gives names and values in turn, as bytes; most responses have no such header, so look at lengths first. */
export function keepAliveOf(headers: Buffer[]): number | undefined {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at]
    if (name?.length !== KEEP_ALIVE.length || !isK(name[0]) || name.toString('latin1').toLowerCase() !== KEEP_ALIVE)
      continue
    return announcedMs(headers[at + 1]?.toString('latin1') ?? '')
  }
  return undefined
}
