// superagent told not to buffer lets the body flow by itself: what nobody listens to is thrown away.
import superagent from 'superagent'

const kept = []

export async function correct({ http }) {
  const response = await superagent.get(`${http}/big`).buffer(false)
  kept.push(response)
  return response.status
}
