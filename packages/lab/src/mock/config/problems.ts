import { HalfopenError, nearest, printable } from '@halfopen/core'
import type { z } from 'zod'

import { keysAt } from './keys.js'
import type { Source } from './source.js'

type Issue = z.core.$ZodIssue

/** The first problem with its place and the nearest right word, and how many more there are. */
export function configError(issues: readonly Issue[], source: Source): HalfopenError {
  // A mistyped key also shows as the absence of the right one: name the cause first.
  const [first, ...others] = issues.flatMap(keyByKey).sort((a, b) => rank(a) - rank(b))
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return new HalfopenError('HO_CONFIG', `${first === undefined ? 'no problem' : problem(first, source)}${more}`)
}

const keyByKey = (issue: Issue): readonly Issue[] =>
  issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue]

const rank = ({ code }: Issue): number => (code === 'unrecognized_keys' ? 0 : 1)

function problem(issue: Issue, { value, placeOf }: Source): string {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    return `${placeOf([...issue.path, key])}: ${unknownKey(key, keysAt(issue.path, value))}`
  }
  return `${placeOf(issue.path)}: ${whatIsWrong(issue, valueAt(issue.path, value))}`
}

function unknownKey(key: string, allowed: readonly string[]): string {
  return `there is no key "${printable(key, 60)}"${hint(key, allowed)}`
}

function whatIsWrong(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_value') return notOneOf(value, issue.values.map(String))
  if (issue.code === 'invalid_union' && 'discriminator' in issue) return notOneOf(value, optionsOf(issue))
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message
  if (issue.code === 'invalid_type' && value === undefined) return 'is missing'
  return issue.message.replace(/^Invalid input: /, '').replace('expected object', 'expected keys and their values')
}

function notOneOf(value: unknown, options: readonly string[]): string {
  if (value === undefined) return `is missing: one of ${options.join(', ')}`
  const word = typeof value === 'string' ? value : JSON.stringify(value)
  return `"${printable(word, 60)}" is none of ${options.join(', ')}${hint(word, options)}`
}

const optionsOf = (issue: Issue): readonly string[] =>
  'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []

function hint(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates)
  return near === undefined ? '' : `: did you mean ${near}?`
}

function valueAt(path: readonly PropertyKey[], value: unknown): unknown {
  let here = value
  for (const step of path) here = (here as Record<PropertyKey, unknown> | null | undefined)?.[step]
  return here
}
