// A redirect that is looked at and not followed has a body too.
const moved = []

export async function leak({ http }) {
  const response = await fetch(`${http}/moved`, { redirect: 'manual' }) // leak
  moved.push(response)
  return response.headers.get('location')
}

export async function correct({ http }) {
  const response = await fetch(`${http}/moved`, { redirect: 'manual' })
  await response.body.cancel()
  return response.headers.get('location')
}
