// A reader that works on each piece: slower than the server, and no leak.
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export async function correct({ http }) {
  const [response] = await once(get(`${http}/big`), 'response')
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    await sleep(100)
  }
  if (length !== 1_000_000) throw new Error('not the whole')
}
