// Through a proxy: the request is the application's, the tunnel is the library's.
import { ProxyAgent, request } from '#undici'

const held = []

export async function leak({ https, proxy, ca }) {
  const dispatcher = new ProxyAgent({ uri: proxy, requestTls: { ca } })
  held.push(await request(`${https}/missing`, { dispatcher })) // leak
}

export async function correct({ https, proxy, ca }) {
  const dispatcher = new ProxyAgent({ uri: proxy, requestTls: { ca } })
  const { body } = await request(`${https}/big`, { dispatcher })
  if ((await body.text()).length !== 1_000_000) throw new Error('not the whole')
}
