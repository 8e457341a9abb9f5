// What npm start and npm test share: dependencies and the build, each done only when something changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const program = join(root, 'packages/halfopen/dist/cli.js')
export const incidentsProgram = join(root, 'incidents/dist/cli.js')
const stamps = join(root, '.cache')

const NEEDED = [20, 19]

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return
  fail(`halfopen needs Node.js ${NEEDED.join('.')} or newer; this is ${process.versions.node}.`)
}

export function installDependencies() {
  const lock = fingerprint([join(root, 'package-lock.json')])
  if (existsSync(join(root, 'node_modules')) && read('dependencies') === lock) return
  say('installing dependencies …')
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'])
  write('dependencies', lock)
}

/** The clients and the Node.js versions that @halfopen/node is tried with: too many for those who only use it. */
export function installCorpus() {
  const corpus = join(root, 'packages/node/corpus')
  const lock = fingerprint([join(corpus, 'package-lock.json')])
  if (existsSync(join(corpus, 'node_modules')) && read('corpus') === lock) return
  say('installing the clients that @halfopen/node is tried with …')
  // undici 8 is only loaded by the newer Node.js that is among them.
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error', '--engine-strict=false', '--prefix', corpus])
  write('corpus', lock)
}

/** @param {{ only: 'packages' | 'everything' }} what */
export function build({ only }) {
  const workspaces = ['packages/core', 'packages/kernel', 'packages/lab', 'packages/halfopen']
  if (only === 'everything') workspaces.push('packages/node', 'incidents')
  for (const workspace of workspaces) buildOne(workspace)
}

/** A package is built again when a source of it, or of one before it, has changed. */
function buildOne(workspace) {
  const stamp = `build-${workspace.replaceAll('/', '-')}`
  const print = fingerprint(['packages', workspace].flatMap((folder) => sources(join(root, folder))))
  if (existsSync(join(root, workspace, 'dist')) && read(stamp) === print) return
  say(`building ${workspace} …`)
  run('npm', ['run', 'build', '--silent', '-w', workspace])
  write(stamp, print)
}

/** What is installed and what is built are no sources, and there may be very much of it. */
const NO_SOURCES = new Set(['dist', 'node_modules', 'corpus'])

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NO_SOURCES.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sources(path)
      return /\.(ts|mjs|json)$/.test(entry.name) ? [path] : []
    })
    .sort()
}

function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file))
  return hash.digest('hex')
}

function read(stamp) {
  const file = join(stamps, stamp)
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : ''
}

function write(stamp, content) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, stamp), content)
}

/** Runs a command in the root with its output on stderr; ends the process when it fails. */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (error !== undefined) fail(`${command} did not start: ${error.message}`)
  if (status !== 0) fail(`${command} ${args.join(' ')} failed with exit code ${status}.`)
}

export function say(text) {
  process.stderr.write(`halfopen: ${text}\n`)
}

export function fail(text) {
  say(text)
  process.exit(1)
}
