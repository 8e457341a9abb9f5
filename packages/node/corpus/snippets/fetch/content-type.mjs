// JSON was expected, and the load balancer sent its page: the content type is checked, and thrown, before a read.
const surprises = []

export async function leak({ http }) {
  const response = await fetch(`${http}/unavailable`) // leak
  if (response.headers.get('content-type') === 'application/json') return await response.json()
  surprises.push(response)
  throw new TypeError('not JSON')
}

export async function correct({ http }) {
  const response = await fetch(`${http}/unavailable`)
  const text = await response.text()
  return response.headers.get('content-type') === 'application/json' ? JSON.parse(text) : text.slice(0, 80)
}
