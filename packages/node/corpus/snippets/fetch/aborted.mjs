// Aborted after the headers: the connection is closed, whatever was read.
const kept = []

export async function correct({ http }) {
  const controller = new AbortController()
  const response = await fetch(`${http}/big`, { signal: controller.signal })
  kept.push(response)
  controller.abort()
  const error = await response.text().catch((error) => error)
  if (error.name !== 'AbortError') throw new Error(`not aborted: ${error}`)
}
