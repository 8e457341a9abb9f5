import { printable } from '@halfopen/core'
import { PROXY_FIELDS } from '../proxies/index.js'
import { didYouMean, isRecord, type Problem, TOXIC_FIELDS } from '../toxics/index.js'

/** The first field in a list of proxies that no proxy or toxic has: the API ignores it, as Toxiproxy does, a file must not. */
export function unknownField(proxies: unknown): Problem | undefined {
  for (const [index, proxy] of listOf(proxies).entries()) {
    const problem = unknownIn(proxy, PROXY_FIELDS, 'proxy', [index]) ?? unknownInToxics(proxy, index)
    if (problem !== undefined) return problem
  }
  return undefined
}

function unknownInToxics(proxy: unknown, index: number): Problem | undefined {
  for (const [at, toxic] of listOf(isRecord(proxy) ? proxy['toxics'] : undefined).entries()) {
    const problem = unknownIn(toxic, TOXIC_FIELDS, 'toxic', [index, 'toxics', at])
    if (problem !== undefined) return problem
  }
  return undefined
}

function unknownIn(value: unknown, known: readonly string[], what: string, path: Problem['path']): Problem | undefined {
  const field = Object.keys(isRecord(value) ? value : {}).find((key) => !known.includes(key))
  if (field === undefined) return undefined
  const message = `a ${what} has no field "${printable(field, 60)}"${didYouMean(field, known)}`
  return { path: [...path, field], message }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
