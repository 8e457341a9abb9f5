// Only a header is of interest: GET where HEAD was meant.
import { request } from '#undici'

export async function leak({ http }) {
  const { headers } = await request(`${http}/big`) // leak
  return Number(headers['content-length'])
}

export async function correct({ http }) {
  const { headers, body } = await request(`${http}/big`, { method: 'HEAD' })
  await body.dump()
  return Number(headers['content-length'])
}
