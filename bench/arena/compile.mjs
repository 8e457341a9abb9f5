// @ts-check
import { execFileSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @param {URL} source a C file
 * @param {string} scratch the folder for the program
 * @returns {string} the program's path
 */
export function compile(source, scratch) {
  const program = join(scratch, basename(source.pathname, '.c'))
  execFileSync('gcc', ['-O2', '-o', program, fileURLToPath(source)], { stdio: 'inherit' })
  return program
}
