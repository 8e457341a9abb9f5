// An error status is thrown before anybody reads its body.
import { request } from '#undici'

export async function leak({ http }) {
  const { statusCode, body } = await request(`${http}/forbidden`) // leak
  if (statusCode !== 200) throw new Error(`unexpected status: ${statusCode}`)
  return await body.json()
}

export async function correct({ http }) {
  const { statusCode, body } = await request(`${http}/forbidden`)
  if (statusCode === 200) return await body.json()
  await body.dump()
  return new Error(`unexpected status: ${statusCode}`)
}
