// A server that does not answer: nobody here has anything to read.
export async function correct({ http }) {
  const error = await fetch(`${http}/never`, { signal: AbortSignal.timeout(1500) }).catch((error) => error)
  if (error.name !== 'TimeoutError') throw new Error(`not the signal's reason: ${error}`)
}
