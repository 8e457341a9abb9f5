// axios on top of fetch: a stream that is asked for, and never read.
import axios from 'axios'

const streams = []

export async function leak({ http }) {
  const { data, headers } = await axios.get(`${http}/big`, { adapter: 'fetch', responseType: 'stream' }) // leak
  streams.push(data)
  return headers['content-length']
}

export async function correct({ http }) {
  const { data } = await axios.get(`${http}/big`, { adapter: 'fetch', responseType: 'stream' })
  streams.push(data)
  let length = 0
  for await (const chunk of data) length += chunk.length
  if (length !== 1_000_000) throw new Error('not the whole')
}
