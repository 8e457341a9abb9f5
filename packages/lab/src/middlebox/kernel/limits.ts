import type { FlowPolicy } from '../types.js'
import { isConntracks } from './path/index.js'

export function refuses({ atExpiry }: FlowPolicy): string | undefined {
  if (atExpiry !== 'reset-both' && atExpiry !== 'close') return undefined
  return `a packet filter acts only when a packet comes: it cannot play "${atExpiry}"`
}

/** Each a sentence for the user. */
export function cannot(policy: FlowPolicy): readonly string[] {
  return isConntracks(policy) ? ALWAYS : [...ALWAYS, NOT_CONNTRACK]
}

const NOT_CONNTRACK =
  'a set of nftables keeps the time, in milliseconds, in place of conntrack: that has whole seconds and counts every packet'

const ALWAYS = [
  'it carries TCP over IPv4, and DNS questions; nothing else leaves the client',
  '127.0.0.1 is this host: a server that the client opens there itself is out of its reach',
  'a relay on this host takes what the target sends too late, and a connection that the target refuses is reset',
] as const
