import { nearest, printable } from '@halfopen/core'
import type { z } from 'zod'

/** What is wrong with an input, and where in it. */
export interface Problem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

export const refuse = (path: Problem['path'], message: string) => ({ ok: false, problem: { path, message } }) as const

/** The same problem, seen from further out. */
export const within = (outer: Problem['path'], { path, message }: Problem): Problem => ({
  path: [...outer, ...path],
  message,
})

/** `: did you mean latency?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates)
  return near === undefined ? '' : `: did you mean ${near}?`
}

/** The first thing that a schema found, in one sentence; a field that it does not know with the nearest it does. */
export function problemOf(error: z.ZodError, known: readonly string[], what: string): Problem {
  const [issue] = error.issues
  if (issue === undefined) return { path: [], message: `not a valid ${what}` }
  const path = issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part))
  if (issue.code !== 'unrecognized_keys') return { path, message: `${fieldOf(path)}${issue.message}` }
  const [key = ''] = issue.keys
  return {
    path: [...path, key],
    message: `there is no ${what} "${printable(key, 60)}"${didYouMean(key, known)}`,
  }
}

const fieldOf = (path: Problem['path']): string => (path.length === 0 ? '' : `${path.join('.')}: `)
