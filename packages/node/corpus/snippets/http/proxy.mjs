// A proxy's client goes away. `pipe` leaves the other side open; `pipeline` closes it.
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { connect } from 'node:net'
import { pipeline } from 'node:stream'

export async function leak({ http }) {
  await askAndHangUp((_request, client) => {
    get(`${http}/endless`, (upstream) => upstream.pipe(client)) // leak
  })
}

export async function correct({ http }) {
  await askAndHangUp((_request, client) => {
    get(`${http}/endless`, (upstream) => pipeline(upstream, client, () => undefined))
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
