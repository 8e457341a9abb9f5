import type { ClientRequest } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { HalfopenError } from '@halfopen/core'

/** Destroys a stream that nobody reads, or a request that nobody answers; a late reader gets an error that says why. */
export function giveUp(stream: Readable | Duplex | ClientRequest): void {
  // The error is meant for a late reader; nobody listening is the usual case, and must not end the process.
  stream.on('error', () => undefined)
  stream.destroy(
    new HalfopenError('HO_RECLAIMED', 'this response was left unread while others waited for its connection'),
  )
}
