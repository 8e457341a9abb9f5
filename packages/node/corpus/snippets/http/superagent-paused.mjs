// A response of superagent that is paused, to be read later, and then is not.
import superagent from 'superagent'

const later = []

export async function leak({ http }) {
  const response = await superagent.get(`${http}/big`).buffer(false) // leak
  response.pause()
  later.push(response)
  return response.status
}

export async function correct({ http }) {
  const response = await superagent.get(`${http}/big`).buffer(false)
  response.pause()
  later.push(response)
  setTimeout(() => response.resume(), 100)
  return response.status
}
