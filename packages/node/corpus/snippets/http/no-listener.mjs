// Without a `response` listener Node.js discards the body by itself.
import { once } from 'node:events'
import { get } from 'node:http'

export async function correct({ http }) {
  await once(get(`${http}/big`), 'close')
}
