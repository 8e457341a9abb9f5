// The first piece is enough, and the rest is paused instead of destroyed.
import { once } from 'node:events'
import { get } from 'node:http'

const kept = []

export async function leak({ http }) {
  const [response] = await once(get(`${http}/big`), 'response') // leak
  kept.push(response)
  const [chunk] = await once(response, 'data')
  response.pause()
  return chunk
}

export async function correct({ http }) {
  const [response] = await once(get(`${http}/big`), 'response')
  kept.push(response)
  for await (const chunk of response) return chunk
}
