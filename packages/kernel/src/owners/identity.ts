import type { Columns } from '@halfopen/core'
import type { ListenerFacts } from '../sockets/index.js'

/**
 * What tells a socket from another one that had its inode before: the kernel's
 * cookie. /proc/net/tcp has none; there the addresses stand for it, folded to
 * 52 bits, and negative so that they never equal a cookie.
 */
export function socketIdentity(c: Columns, row: number): number {
  const cookie = c.cookie[row] ?? 0
  if (cookie !== 0) return cookie
  const ports = (c.localPort[row] ?? 0) * 65_536 + (c.remotePort[row] ?? 0)
  let hash = c.namespace[row] ?? 0
  for (let word = row * 4; word < row * 4 + 4; word++) {
    hash = Math.imul(hash ^ (c.local[word] ?? 0), 0x9e3779b1)
    hash = Math.imul(hash ^ (c.remote[word] ?? 0), 0x85ebca6b)
  }
  return -(ports * 1_048_576 + (hash >>> 12)) - 1
}

export function listenerIdentity({ cookie, port, namespace }: ListenerFacts): number {
  return cookie === 0 ? -(port * 65_536 + namespace) - 1 : cookie
}
