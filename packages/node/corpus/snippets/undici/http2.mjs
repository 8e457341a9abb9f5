// undici over HTTP/2: a response unread is a stream that stays open.
import { Agent, request } from '#undici'

const held = []

export async function leak({ http2, ca }) {
  const dispatcher = new Agent({ allowH2: true, connect: { ca } })
  held.push(await request(`${http2}/forbidden`, { dispatcher })) // leak
}

export async function correct({ http2, ca }) {
  const dispatcher = new Agent({ allowH2: true, connect: { ca } })
  const { body } = await request(`${http2}/big`, { dispatcher })
  if ((await body.text()).length !== 1_000_000) throw new Error('not the whole')
}
