// agentkeepalive with one socket: two calls, and the second waits for the first one's body.
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { HttpAgent } from 'agentkeepalive'

export async function leak({ http }) {
  const agent = new HttpAgent({ maxSockets: 1, timeout: 60_000 })
  for (let call = 0; call < 2; call += 1) {
    await new Promise((resolve) => {
      get(`${http}/forbidden`, { agent }, (response) => resolve(response.statusCode)) // leak
    })
  }
}

export async function correct({ http }) {
  const agent = new HttpAgent({ maxSockets: 1, timeout: 60_000 })
  for (let call = 0; call < 2; call += 1) {
    await new Promise((resolve) => get(`${http}/forbidden`, { agent }, (response) => resolve(text(response))))
  }
}
