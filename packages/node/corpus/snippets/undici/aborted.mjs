// Aborted after the headers: the connection is closed, whatever was read.
import { request } from '#undici'

const kept = []

export async function correct({ http }) {
  const controller = new AbortController()
  const response = await request(`${http}/big`, { signal: controller.signal })
  kept.push(response)
  controller.abort()
  const error = await response.body.text().catch((error) => error)
  if (error.name !== 'AbortError') throw new Error(`not aborted: ${error}`)
}
