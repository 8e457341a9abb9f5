// ky throws for an error status, and leaves the body to whoever catches.
import ky from 'ky'

const errors = []

export async function leak({ http }) {
  try {
    return await ky.get(`${http}/forbidden`, { retry: 0 }).json() // leak
  } catch (error) {
    errors.push(error)
    return undefined
  }
}

export async function correct({ http }) {
  try {
    return await ky.get(`${http}/forbidden`, { retry: 0 }).json()
  } catch (error) {
    errors.push(error)
    return await error.response.text()
  }
}
