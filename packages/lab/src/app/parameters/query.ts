import { HalfopenError, nearest } from '@halfopen/core'

import type { Parameters, ValuesOf } from './parameter.js'

/**
 * Reads a query string by its parameters.
 * @throws HalfopenError HO_DURATION, HO_USAGE: unknown or repeated name, wrong value; the message names the parameter.
 */
export function readQuery<P extends Parameters>(query: string, parameters: P): ValuesOf<P> {
  const given = new URLSearchParams(query)
  for (const name of given.keys()) checkName(name, { given, known: Object.keys(parameters) })
  const entries = Object.entries(parameters).map(([name, { fallback, parse }]) => {
    const text = given.get(name)
    return [name, text === null ? fallback : explained(name, () => parse(text))]
  })
  return Object.fromEntries(entries) as ValuesOf<P>
}

function checkName(
  name: string,
  { given, known }: { readonly given: URLSearchParams; readonly known: readonly string[] },
): void {
  if (!known.includes(name)) throw usage(`there is no parameter "${name}"${hint(name, known)}`)
  if (given.getAll(name).length > 1) throw usage(`${name} is given more than once`)
}

function hint(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return near === undefined ? `; there are: ${known.join(', ')}` : `: did you mean ${near}?`
}

function explained<T>(name: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof HalfopenError)) throw error
    throw new HalfopenError(error.code, `${name}: ${error.message}`, { cause: error })
  }
}

const usage = (message: string) => new HalfopenError('HO_USAGE', message)
