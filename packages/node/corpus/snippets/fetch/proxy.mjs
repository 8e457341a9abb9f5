// A proxy's client goes away. `pipe` leaves the other side open; `pipeline` closes it.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const upstreams = []

export async function leak({ http }) {
  await askAndHangUp(async (_request, client) => {
    const upstream = await fetch(`${http}/endless`) // leak
    const body = Readable.fromWeb(upstream.body)
    upstreams.push(body)
    body.pipe(client)
  })
}

export async function correct({ http }) {
  await askAndHangUp(async (_request, client) => {
    const upstream = await fetch(`${http}/endless`)
    const body = Readable.fromWeb(upstream.body)
    upstreams.push(body)
    await pipeline(body, client).catch(() => undefined)
  })
}

/** A client that sends a request to the proxy and closes at the first byte of the answer. */
async function askAndHangUp(handler) {
  const proxy = createServer(handler).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const client = connect(proxy.address().port, '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nHost: proxy\r\n\r\n')
  await once(client, 'data')
  client.destroy()
  proxy.close()
}
