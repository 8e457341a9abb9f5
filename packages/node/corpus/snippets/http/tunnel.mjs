// A tunnel through a proxy (CONNECT), open and quiet, and a request in it.
import { once } from 'node:events'
import { get, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

export async function correct({ http, proxy }) {
  const { hostname, port, host } = new URL(http)
  const [, socket] = await once(request(proxy, { method: 'CONNECT', path: `${hostname}:${port}` }).end(), 'connect')
  await sleep(1500)
  const asked = get(`${http}/big`, {
    headers: { host, connection: 'close' },
    createConnection: () => socket,
    agent: false,
  })
  const [response] = await once(asked, 'response')
  if ((await text(response)).length !== 1_000_000) throw new Error('not the whole')
}
