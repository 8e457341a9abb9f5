// A subscription to server-sent events that nobody listens to.
const subscriptions = []

export async function leak({ http }) {
  const subscription = await fetch(`${http}/events`) // leak
  subscriptions.push(subscription)
  return subscription.ok
}

export async function correct({ http }) {
  const controller = new AbortController()
  const { body } = await fetch(`${http}/events`, { signal: controller.signal })
  let events = 0
  for await (const chunk of body) {
    events += chunk.length > 0 ? 1 : 0
    if (events === 20) break
  }
}
