// `pipeline` gives a stream back, and somebody has to read it.
import { pipeline } from '#undici'

const ends = []

export function leak({ http }) {
  const duplex = pipeline(`${http}/big`, { method: 'GET' }, ({ body }) => body) // leak
  ends.push(duplex.end())
}

export async function correct({ http }) {
  const duplex = pipeline(`${http}/big`, { method: 'GET' }, ({ body }) => body)
  ends.push(duplex.end())
  let length = 0
  for await (const chunk of duplex) length += chunk.length
  if (length !== 1_000_000) throw new Error('not the whole')
}
