// Is the short link alive? Two redirects are followed, and what they lead to is not read.
const checked = new Map()

export async function leak({ http }) {
  const response = await fetch(`${http}/redirect`) // leak
  checked.set(http, response)
  return response.url
}

export async function correct({ http }) {
  const response = await fetch(`${http}/redirect`)
  if ((await response.text()).length !== 1_000_000) throw new Error('not followed')
  return response.url
}
