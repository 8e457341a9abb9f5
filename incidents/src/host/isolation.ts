import { execFile } from 'node:child_process'
import type { Plan } from '../plan/index.js'

export const isRoot = process.getuid?.() === 0

/**
 * The command that puts what follows into new namespaces. Everything ends with their process 1, and
 * process 1 with unshare. An ordinary user becomes root of a new user namespace for it.
 */
export function unshare(isolation: Plan['isolation']): [string, ...string[]] {
  const user = isRoot ? [] : ['--user', '--map-root-user']
  const net = isolation === 'private' ? ['--net'] : []
  return ['unshare', ...user, ...net, '--pid', '--mount', '--fork', '--mount-proc', '--kill-child', '--']
}

/** Why namespaces cannot be made here, or null when they can. */
export function whyNoNamespaces(): Promise<string | null> {
  const [file, ...argv] = [...unshare('private'), 'true']
  return new Promise((resolve) => {
    execFile(file, argv, { timeout: 10_000 }, (error, _, stderr) => {
      resolve(error === null ? null : stderr.trim() || error.message)
    })
  })
}
