// The first piece by hand: an iterator that is dropped closes nothing, a loop that is left does.
import { request } from '#undici'

const iterators = []

export async function leak({ http }) {
  const { body } = await request(`${http}/big`) // leak
  const chunks = body[Symbol.asyncIterator]()
  iterators.push(chunks)
  return (await chunks.next()).value
}

export async function correct({ http }) {
  const { body } = await request(`${http}/big`)
  for await (const chunk of body) return chunk
}
