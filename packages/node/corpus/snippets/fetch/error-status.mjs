// An error status is thrown before anybody reads its body: the error page stays in the connection.
export async function leak({ http }) {
  const response = await fetch(`${http}/forbidden`) // leak
  if (!response.ok) throw new Error(`forbidden: ${response.status}`)
  return await response.json()
}

export async function correct({ http }) {
  const response = await fetch(`${http}/forbidden`)
  if (response.ok) return await response.json()
  await response.body?.cancel()
  return new Error(`forbidden: ${response.status}`)
}
