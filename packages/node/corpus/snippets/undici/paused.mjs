// Too much: the reader pauses, throws, and never comes back.
import { once } from 'node:events'
import { request } from '#undici'

const MOST_BYTES = 100_000
const bodies = []

export async function leak({ http }) {
  const { body } = await request(`${http}/big`) // leak
  bodies.push(body)
  let length = 0
  body.on('data', (chunk) => {
    length += chunk.length
    if (length > MOST_BYTES) body.pause()
  })
  await once(body, 'pause')
  throw new RangeError('too large')
}

export async function correct({ http }) {
  const { body } = await request(`${http}/big`)
  bodies.push(body)
  let length = 0
  body.on('data', (chunk) => {
    length += chunk.length
    if (length > MOST_BYTES) body.destroy(new RangeError('too large'))
  })
  await once(body, 'end').catch((error) => error.name === 'RangeError' || Promise.reject(error))
}
