// One socket, used again in the tick in which it is free.
import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'

export async function correct({ http }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const call = () => new Promise((resolve) => get(`${http}/big`, { agent }, (response) => resolve(text(response))))
  for (let round = 0; round < 20; round += 1) await call()
  await Promise.all([call(), call(), call()])
}
