// One connection, pipelined: a response that is not read stops all that follow it.
import { Client } from '#undici'

const held = []

export async function leak({ http }) {
  const { origin, pathname } = new URL(http)
  const client = new Client(origin, { pipelining: 4 })
  held.push(await client.request({ path: `${pathname}/big`, method: 'GET' })) // leak
  const { body } = await client.request({ path: `${pathname}/small`, method: 'GET' })
  return await body.text()
}

export async function correct({ http }) {
  const { origin, pathname } = new URL(http)
  const client = new Client(origin, { pipelining: 4 })
  const call = async (path) => (await client.request({ path: `${pathname}/${path}`, method: 'GET' })).body.text()
  const [big, small] = await Promise.all([call('big'), call('small')])
  await client.close()
  if (big.length !== 1_000_000 || small.length !== 14) throw new Error('not the whole')
}
