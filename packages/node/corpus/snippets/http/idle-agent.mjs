// An agent whose sockets are idle between two requests.
import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

export async function correct({ http }) {
  const agent = new Agent({ keepAlive: true })
  const call = () => new Promise((resolve) => get(`${http}/small`, { agent }, (response) => resolve(text(response))))
  await Promise.all([call(), call(), call()])
  await sleep(1500)
  await call()
}
