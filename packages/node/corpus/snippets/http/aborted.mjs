// Aborted before and after the headers: the connection is closed, whatever was read.
import { once } from 'node:events'
import { get } from 'node:http'

const kept = []

export async function correct({ http }) {
  const error = await once(get(`${http}/never`, { signal: AbortSignal.timeout(50) }), 'response').catch(
    (error) => error,
  )
  if (error.name !== 'AbortError') throw new Error(`not aborted: ${error}`)
  const request = get(`${http}/big`)
  const [response] = await once(request, 'response')
  kept.push(response)
  response.on('error', () => undefined)
  request.destroy()
  await once(request, 'close')
}
