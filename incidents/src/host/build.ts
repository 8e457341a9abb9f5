import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import type { Incident } from '../incident/index.js'
import { buildValues, fill } from '../plan/index.js'

const execute = promisify(execFile)
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'halfopen-incidents')
const BUILD_WITHIN_MS = 180_000

const builds = new Map<string, Promise<string>>()

/** Runs an incident's build steps, unless the same sources were built before; returns the output folder. */
export function build(incident: Incident, signal: AbortSignal): Promise<string> {
  const known = builds.get(incident.name)
  if (known !== undefined) return known
  const started = buildOnce(incident, signal)
  builds.set(incident.name, started)
  return started
}

async function buildOnce(incident: Incident, signal: AbortSignal): Promise<string> {
  if (incident.build.length === 0) return CACHE
  const output = join(CACHE, `${incident.name}-${await keyOf(incident)}`)
  if (await exists(output)) return output
  await mkdir(CACHE, { recursive: true })
  const partial = await mkdtemp(join(CACHE, 'partial-'))
  try {
    for (const step of incident.build) await run(step, incident, partial, signal)
    await rename(partial, output).catch(unlessBuiltMeanwhile)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return output
}

async function run(step: string[], incident: Incident, output: string, signal: AbortSignal): Promise<void> {
  const [file = '', ...argv] = step.map((word) => fill(word, buildValues(incident, output)))
  // Single files without a module: nothing is downloaded, and Go's own cache stays beside ours.
  const env = { ...process.env, GO111MODULE: 'off', GOCACHE: join(CACHE, 'go-build') }
  await execute(file, argv, { env, signal, timeout: BUILD_WITHIN_MS })
}

/** The name of the output depends on every source and every step. */
async function keyOf(incident: Incident): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(incident.build))
  const entries = await readdir(incident.dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) hash.update(relative(incident.dir, file)).update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

function unlessBuiltMeanwhile(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
}
