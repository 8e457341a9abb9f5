// Every status is welcome (`validateStatus`), and the body of none.
import axios from 'axios'

export async function leak({ http }) {
  const { status } = await axios.get(`${http}/missing`, { responseType: 'stream', validateStatus: () => true }) // leak
  return status !== 404
}

/** Without `responseType: 'stream'` axios reads it all by itself. */
export async function correct({ http }) {
  const { status } = await axios.get(`${http}/missing`, { validateStatus: () => true })
  return status !== 404
}
