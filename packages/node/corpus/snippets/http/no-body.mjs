// HEAD, 204 and 304 have no body: there is nothing to read.
import { once } from 'node:events'
import { request } from 'node:http'

export async function correct({ http }) {
  for (const [method, path] of Object.entries({ HEAD: 'big', GET: 'empty', OPTIONS: 'unchanged' })) {
    const [response] = await once(request(`${http}/${path}`, { method }).end(), 'response')
    response.resume()
  }
}
