// superagent told not to buffer: then the body is the caller's to read.
import superagent from 'superagent'

export async function leak({ http }) {
  const { status } = await superagent.get(`${http}/big`).buffer(false) // leak
  return status
}

export async function correct({ http }) {
  const { status } = await superagent.get(`${http}/big`).buffer(true).parse(superagent.parse.text)
  return status
}
