import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { within } from '../../boundary/index.js'
import type { Desk } from './desk.js'
import type { Messages } from './shapes.js'

/** Listens to Node.js's own diagnostics channels. Returns what stops it. */
export function listen(desk: Desk): () => void {
  const listeners = {
    // "finish" is when the headers came, just before they are told.
    'http.client.response.finish': within((message: unknown) => desk.responded(message as Messages['responded'])),
    'http.client.request.error': within((message: unknown) => desk.failed(message as Messages['failed'])),
  }
  const entries = Object.entries(listeners)
  for (const [channel, listener] of entries) subscribe(channel, listener)
  return () => {
    for (const [channel, listener] of entries) unsubscribe(channel, listener)
  }
}
