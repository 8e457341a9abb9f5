// `bodyTimeout` does not end a body that nobody reads: it counts only while somebody does. A signal ends it.
import { once } from 'node:events'
import { request } from '#undici'

const held = []

export async function leak({ http }) {
  held.push(await request(`${http}/big`, { bodyTimeout: 300 })) // leak
}

export async function correct({ http }) {
  const deadline = new AbortController()
  const response = await request(`${http}/big`, { signal: deadline.signal })
  held.push(response)
  setTimeout(() => deadline.abort(), 200)
  const [error] = await once(response.body, 'error')
  if (error.name !== 'AbortError') throw error
}
