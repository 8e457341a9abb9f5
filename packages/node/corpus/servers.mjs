import { fork } from 'node:child_process'
import { once } from 'node:events'

/**
 * Runs a file of this folder as a process of its own, untracked, until this one ends.
 * @returns what it says once it is ready.
 */
export async function startServers(file) {
  const { env } = process
  const servers = fork(new URL(file, import.meta.url), { execArgv: [], env: { PATH: env.PATH } })
  const [ready] = await Promise.race([once(servers, 'message'), once(servers, 'exit').then(failed)])
  servers.unref()
  servers.channel.unref()
  return ready
}

function failed([code]) {
  throw new Error(`the servers ended with ${code}`)
}
