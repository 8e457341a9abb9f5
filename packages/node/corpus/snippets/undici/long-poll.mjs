// A long poll: the answer is read as it comes, for longer than a leak is given.
import { request } from '#undici'

export async function correct({ http }) {
  const response = await request(`${http}/poll`)
  if (!(await response.body.text()).endsWith('data: end\n\n')) throw new Error('not the whole')
}
