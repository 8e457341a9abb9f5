// A long poll: the answer is read as it comes, for longer than a leak is given.
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'

export async function correct({ http }) {
  const [response] = await once(get(`${http}/poll`), 'response')
  if (!(await text(response)).endsWith('data: end\n\n')) throw new Error('not the whole')
}
