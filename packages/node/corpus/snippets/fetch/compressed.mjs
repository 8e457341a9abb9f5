// A compressed body is decompressed only for those who read it.
const responses = []

export async function leak({ http }) {
  const response = await fetch(`${http}/gzip`) // leak
  responses.push(response)
  return response.headers.get('content-encoding')
}

export async function correct({ http }) {
  const response = await fetch(`${http}/gzip`)
  if ((await response.text()).length !== 1_000_000) throw new Error('not the whole')
}
