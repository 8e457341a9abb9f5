import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** Programs that are needed, and the Debian package of each. */
const PACKAGE_OF = { env: 'coreutils', ip: 'iproute2', nft: 'nftables', nsenter: 'util-linux', unshare: 'util-linux' }

/** Debian keeps `ip` and `nft` where an ordinary user does not look. */
export const pathWithSystem = (env: NodeJS.ProcessEnv): string =>
  [env['PATH'] ?? '/usr/bin:/bin', '/usr/sbin', '/sbin'].join(':')

/** What is missing, and how to get it. */
export function missingTools(env: NodeJS.ProcessEnv): string | undefined {
  const folders = pathWithSystem(env).split(':')
  const missing = Object.entries(PACKAGE_OF).filter(
    ([tool]) => !folders.some((folder) => isProgram(join(folder, tool))),
  )
  if (missing.length === 0) return undefined
  const tools = missing.map(([tool]) => tool).join(', ')
  const packages = [...new Set(missing.map(([, name]) => name))].join(' ')
  return `${tools} ${missing.length === 1 ? 'is' : 'are'} missing: apt-get install ${packages}`
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
