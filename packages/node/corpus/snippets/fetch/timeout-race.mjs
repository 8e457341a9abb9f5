// A timeout that wins the race and does not abort the loser: its response comes, and nobody is there.
import { setTimeout as sleep } from 'node:timers/promises'

export async function leak({ http }) {
  const answer = fetch(`${http}/late`) // leak
  const timeout = sleep(50).then(() => Promise.reject(new Error('timed out')))
  const response = await Promise.race([answer, timeout])
  return await response.text()
}

export async function correct({ http }) {
  const error = await fetch(`${http}/late`, { signal: AbortSignal.timeout(50) }).catch((error) => error)
  if (error.name !== 'TimeoutError') throw new Error(`not timed out: ${error}`)
}
