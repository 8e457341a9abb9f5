// The Debian packages that the incidents and live tests need: installed when this is root on Debian, named otherwise.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, say } from './workspace.mjs'

/** What the live tests and the runner themselves need. */
const BASE = [
  'iproute2',
  'util-linux',
  'procps',
  'gcc',
  'libc6-dev',
  'nftables',
  'curl',
  'python3-requests',
  'postgresql',
]

function neededPackages() {
  const folder = join(root, 'incidents')
  const named = readdirSync(folder)
    .map((name) => join(folder, name, 'incident.json'))
    .filter((file) => existsSync(file))
    .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? [])
  return [...new Set([...BASE, ...named])].sort()
}

export const isDebian = () => existsSync('/usr/bin/dpkg-query')
export const isRoot = () => process.getuid?.() === 0

function missingPackages() {
  if (!isDebian()) return neededPackages()
  return neededPackages().filter((name) => {
    const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' })
    return stdout !== 'install ok installed'
  })
}

/** Installs what is missing where it may. Returns the packages that are still missing. */
export function installPackages() {
  const missing = missingPackages()
  if (missing.length === 0 || !isDebian() || !isRoot()) return missing
  say(`installing Debian packages: ${missing.join(' ')}`)
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', ...missing])
  return missingPackages()
}

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env })
  if (status !== 0) fail(`apt-get ${args.join(' ')} failed with exit code ${status}.`)
}
