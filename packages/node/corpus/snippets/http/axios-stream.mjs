// axios gives a stream, and only its headers are looked at.
import axios from 'axios'

export async function leak({ http }) {
  const { headers } = await axios.get(`${http}/big`, { responseType: 'stream' }) // leak
  return headers['content-length']
}

export async function correct({ http }) {
  const { headers, data } = await axios.get(`${http}/big`, { responseType: 'stream' })
  data.destroy()
  return headers['content-length']
}
