// A timeout that wins the race and does not destroy the request: the response comes, and nobody is there.
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export async function leak({ http }) {
  const answer = once(get(`${http}/late`), 'response') // leak
  const timeout = sleep(50).then(() => Promise.reject(new Error('timed out')))
  const [response] = await Promise.race([answer, timeout])
  return response.resume()
}

export async function correct({ http }) {
  const request = get(`${http}/late`)
  const timeout = setTimeout(() => request.destroy(new Error('timed out')), 50)
  const error = await once(request, 'response').catch((error) => error)
  clearTimeout(timeout)
  if (error.message !== 'timed out') throw new Error('not timed out')
}
