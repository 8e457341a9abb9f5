// @ts-check
/** Where this checkout is, and what its build has made. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** @param {string} path relative to the repository, or absolute */
export const fromRepository = (path) => resolve(ROOT, path)

/**
 * @param {string} path what the build makes, relative to the repository
 * @returns {string} its absolute path
 */
export function requireBuilt(path) {
  const absolute = fromRepository(path)
  if (!existsSync(absolute)) {
    throw new Error(`${path} is not there: build first (npm install && npm run build)`)
  }
  return absolute
}

/** The program `halfopen` as a checkout has it, to be run with `node`. */
export function programFile() {
  return requireBuilt('node_modules/.bin/halfopen')
}
