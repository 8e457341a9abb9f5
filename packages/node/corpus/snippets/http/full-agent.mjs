// An agent with two sockets, both leased to responses that nobody reads. All others wait for ever.
import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'

export async function leak({ http }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  for (let call = 0; call < 4; call += 1) {
    await new Promise((resolve) => {
      get(`${http}/unavailable`, { agent }, resolve) // leak
    })
  }
}

/** More requests than sockets, all read: a queue is no leak. */
export async function correct({ http }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  const call = () => new Promise((resolve) => get(`${http}/big`, { agent }, (response) => resolve(text(response))))
  const texts = await Promise.all(Array.from({ length: 12 }, call))
  agent.destroy()
  if (texts.some((text) => text.length !== 1_000_000)) throw new Error('not the whole')
}
