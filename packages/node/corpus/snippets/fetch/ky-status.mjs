// ky without its errors: a status is looked at, and no more.
import ky from 'ky'

const seen = []

export async function leak({ http }) {
  const response = await ky(`${http}/missing`, { throwHttpErrors: false }) // leak
  seen.push(response)
  return response.status !== 404
}

export async function correct({ http }) {
  const response = await ky(`${http}/missing`, { throwHttpErrors: false })
  seen.push(response)
  await response.body.cancel()
  return response.status !== 404
}
