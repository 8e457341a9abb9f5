// axios throws for an error status: with `responseType: 'stream'` the error holds the open stream.
import axios from 'axios'
import { text } from 'node:stream/consumers'

export async function leak({ http }) {
  try {
    return (await axios.get(`${http}/forbidden`, { responseType: 'stream' })).data // leak
  } catch (error) {
    throw new Error(`status ${error.response.status}`, { cause: error })
  }
}

export async function correct({ http }) {
  try {
    return (await axios.get(`${http}/forbidden`, { responseType: 'stream' })).data
  } catch (error) {
    return new Error(await text(error.response.data))
  }
}
