import type { Runner } from './race/index.js'
import { portOf } from './sockets/index.js'

/**
 * Servers that refused a client. The kernel tells only that somebody was refused; that it was this client shows where
 * the client failed and names the port, in its command or in what it printed.
 */
export function refusedBy({ client, outcome, refusing }: Runner): readonly string[] {
  if (outcome?.kind !== 'failed') return []
  const words = `${client.command}\n${client.stdout.text}\n${client.stderr.text}`
  return refusing.filter((server) => new RegExp(`(?<!\\d)${portOf(server)}(?!\\d)`).test(words))
}
