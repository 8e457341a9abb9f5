import { once } from 'node:events'

import { describe, it } from 'vitest'
import { WebSocket } from 'ws'

import { startApp } from './index.js'
import { RawClient, until } from './testing/raw.js'

/** What keeps a program alive: sockets, listeners, timers. */
const KINDS = ['TCPSocketWrap', 'TCPServerWrap', 'Timeout'] as const

function held(): Readonly<Record<(typeof KINDS)[number], number>> {
  const all = process.getActiveResourcesInfo()
  const count = (kind: string) => all.filter((each) => each === kind).length
  return { TCPSocketWrap: count(KINDS[0]), TCPServerWrap: count(KINDS[1]), Timeout: count(KINDS[2]) }
}

describe('a disposed app', () => {
  it('leaves nothing behind', async () => {
    const before = held()
    const clients: RawClient[] = []
    {
      await using busy = await startApp({ keepAliveTimeoutMs: 3_600_000 })
      const paths = ['/sleep?for=1h', '/endless', '/events', '/long-poll?for=1h', '/silence', '/keep-alive?timeout=1h']
      for (const path of paths) clients.push((await RawClient.to(busy.address)).get(path))
      const socket = new WebSocket(`${busy.url.replace('http', 'ws')}/websocket?ping=1h&for=1h`)
      await once(socket, 'open')
      await until(() => busy.connections().filter(({ requests }) => requests.length === 1).length === paths.length + 1)
    }
    for (const client of clients) await client.hasEnded()
    for (const client of clients) client.socket.destroy()
    await until(() => KINDS.every((kind) => held()[kind] <= before[kind]))
  })
})
