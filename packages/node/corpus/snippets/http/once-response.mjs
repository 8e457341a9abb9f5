// `once(request, 'response')` is a listener too: Node.js no longer discards the body by itself.
import { once } from 'node:events'
import { get } from 'node:http'

export async function leak({ http }) {
  const [response] = await once(get(`${http}/forbidden`), 'response') // leak
  if (response.statusCode >= 400) throw new Error(`status ${response.statusCode}`)
  return response
}

export async function correct({ http }) {
  const [response] = await once(get(`${http}/forbidden`), 'response')
  if (response.statusCode >= 400) response.destroy()
  return response
}
