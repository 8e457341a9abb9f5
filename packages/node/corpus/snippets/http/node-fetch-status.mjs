// node-fetch: an error status is thrown before anybody reads.
import fetch from 'node-fetch'

export async function leak({ http }) {
  const response = await fetch(`${http}/unavailable`) // leak
  if (!response.ok) throw new Error(response.statusText)
  return await response.json()
}

export async function correct({ http }) {
  const response = await fetch(`${http}/unavailable`)
  if (response.ok) return await response.json()
  response.body.destroy()
  return new Error(response.statusText)
}
