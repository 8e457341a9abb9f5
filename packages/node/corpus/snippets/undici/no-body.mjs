// HEAD, 204 and 304 have no body: there is nothing to read.
import { request } from '#undici'

const kept = []

export async function correct({ http }) {
  kept.push(await request(`${http}/big`, { method: 'HEAD' }))
  kept.push(await request(`${http}/empty`))
  kept.push(await request(`${http}/unchanged`))
}
