// The same over TLS.
import { Agent, request } from '#undici'

const held = []

export async function leak({ https, ca }) {
  const dispatcher = new Agent({ connect: { ca } })
  held.push(await request(`${https}/unavailable`, { dispatcher })) // leak
}

export async function correct({ https, ca }) {
  const dispatcher = new Agent({ connect: { ca } })
  const { statusCode, body } = await request(`${https}/unavailable`, { dispatcher })
  await body.dump()
  await dispatcher.close()
  return statusCode
}
