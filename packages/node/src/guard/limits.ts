import type { Server } from 'node:net'
import type { GuardSettings } from './settings.js'

/** The bounds that Node's HTTP/1.1 server has itself. */
type NodeLimits = Partial<Record<'keepAliveTimeout' | 'headersTimeout' | 'requestTimeout', number>>

/**
 * Gives Node the same bounds: it advertises `Keep-Alive: timeout`, and its own
 * shorter ones would act first. Returns how to undo it.
 */
export function setNodeLimits(server: Server, settings: GuardSettings): () => void {
  const limits = server as NodeLimits
  const set: NodeLimits = {
    keepAliveTimeout: settings.idleTimeoutMs,
    headersTimeout: settings.headersTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
  }
  const names = (Object.keys(set) as (keyof NodeLimits)[]).filter((name) => name in server)
  const before = Object.fromEntries(names.map((name) => [name, limits[name]]))
  for (const name of names) Object.assign(limits, { [name]: set[name] })
  return () => Object.assign(limits, before)
}
