// A notification whose answer is of no interest.
const pending = new Set()

export async function leak({ http }) {
  pending.add(fetch(`${http}/echo`, { method: 'POST', body: 'event '.repeat(100_000) })) // leak
}

export async function correct({ http }) {
  const response = await fetch(`${http}/echo`, { method: 'POST', body: 'event '.repeat(100_000) })
  await response.body.cancel()
}
