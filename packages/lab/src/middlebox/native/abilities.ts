import { once } from 'node:events'
import { createServer } from 'node:net'
import type { SocketHandles } from '@halfopen/kernel'
import { descriptorOf } from './descriptor.js'

/** What this kernel lets this user do with a socket of ours. */
export interface Abilities {
  readonly readsTcpInfo: boolean
  readonly dropsIncoming: boolean
}

/** Tries it on a socket that nobody connects to. */
export async function abilitiesOf(handles: SocketHandles): Promise<Abilities> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fd = descriptorOf(server)
  const abilities = { readsTcpInfo: handles.segmentsIn(fd) >= 0, dropsIncoming: handles.dropIncoming(fd) }
  const closed = once(server, 'close')
  server.close()
  await closed
  return abilities
}
