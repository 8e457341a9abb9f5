// undici's own fetch.
import { fetch } from '#undici'

const checked = []

export async function leak({ http }) {
  const response = await fetch(`${http}/missing`) // leak
  checked.push(response)
  return response.status
}

export async function correct({ http }) {
  const response = await fetch(`${http}/missing`)
  checked.push(response)
  await response.body.cancel()
  return response.status
}
