// got's stream, of which only the `response` event is heard.
import { once } from 'node:events'
import { got } from 'got'

const kept = []

export async function leak({ http }) {
  const stream = got.stream(`${http}/big`) // leak
  kept.push(stream)
  const [response] = await once(stream, 'response')
  return response.headers['content-length']
}

export async function correct({ http }) {
  const stream = got.stream(`${http}/big`)
  kept.push(stream)
  const [response] = await once(stream, 'response')
  stream.destroy()
  return response.headers['content-length']
}
