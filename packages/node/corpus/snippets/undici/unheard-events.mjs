// A subscription to server-sent events that nobody listens to: nothing fills the buffers, and the events still wait.
import { request } from '#undici'

const subscriptions = []

export async function leak({ http }) {
  const subscription = await request(`${http}/events`) // leak
  subscriptions.push(subscription)
  return subscription.statusCode === 200
}

export async function correct({ http }) {
  const { body } = await request(`${http}/events`)
  let events = 0
  for await (const chunk of body) {
    events += chunk.length > 0 ? 1 : 0
    if (events === 20) break
  }
}
