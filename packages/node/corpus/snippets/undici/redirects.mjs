// An interceptor follows redirects; what they lead to is the caller's to read.
import { Agent, interceptors, request } from '#undici'

const held = []
const following = () => new Agent().compose(interceptors.redirect({ maxRedirections: 3 }))

export async function leak({ http }) {
  held.push(await request(`${http}/redirect`, { dispatcher: following() })) // leak
}

export async function correct({ http }) {
  const { body } = await request(`${http}/redirect`, { dispatcher: following() })
  if ((await body.text()).length !== 1_000_000) throw new Error('not followed')
}
