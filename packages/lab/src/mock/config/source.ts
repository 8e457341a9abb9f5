import { createReadStream } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { HalfopenError } from '@halfopen/core'
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'

/** Where a value of a configuration was written, as a person looks for it. */
export type PlaceOf = (path: readonly PropertyKey[], key?: string) => string

/** A configuration before it is checked. */
export interface Source {
  readonly value: unknown
  readonly placeOf: PlaceOf
  /** What paths in it are seen from. */
  readonly directory: string
}

/** A configuration is written by hand: a megabyte of it is a mistake. */
const MAX_BYTES = 1024 ** 2

/**
 * Reads YAML, of which JSON is a part (YAML 1.2 section 1.2).
 * @throws HalfopenError HO_CONFIG when it cannot be read, or is no YAML.
 */
export async function sourceOfFile(path: string): Promise<Source> {
  const text = await textOf(path)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) {
    throw new HalfopenError('HO_CONFIG', `${path}:${lines.linePos(problem.pos[0]).line}: ${problem.message}`)
  }
  const placeOf: PlaceOf = (at, key) => {
    const offset = offsetOf((deeper) => document.getIn(deeper, true), at, key)
    const line = offset === undefined ? path : `${path}:${lines.linePos(offset).line}`
    return joined(line, dotted(at))
  }
  return { value: valueOf(document, path), placeOf, directory: dirname(resolve(path)) }
}

/** A configuration from code; paths in it are seen from the working directory. */
export const sourceOfValue = (value: unknown): Source => ({
  value,
  placeOf: (at) => joined('the configuration', dotted(at)),
  directory: process.cwd(),
})

const joined = (where: string, what: string): string => (what === '' ? where : `${where}: ${what}`)

/** `routes[2].faults[0].fault` */
const dotted = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')

async function textOf(path: string): Promise<string> {
  const chunks: Buffer[] = []
  try {
    // A stream, so that a pipe can be read too, and so that /dev/zero ends.
    for await (const bytes of createReadStream(path, { end: MAX_BYTES })) chunks.push(bytes as Buffer)
  } catch (cause) {
    throw new HalfopenError('HO_CONFIG', `could not read ${path}: ${(cause as Error).message}`, { cause })
  }
  const bytes = Buffer.concat(chunks)
  if (bytes.length > MAX_BYTES) throw new HalfopenError('HO_CONFIG', `${path} is larger than 1m`)
  return bytes.toString('utf8')
}

/** toJS refuses documents that grow without bound by their aliases. */
function valueOf(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown
  } catch (cause) {
    throw new HalfopenError('HO_CONFIG', `${path}: ${(cause as Error).message}`, { cause })
  }
}

/** The place of a value; of one that is missing, the place of what it is missing from. */
function offsetOf(
  nodeAt: (path: readonly PropertyKey[]) => unknown,
  path: readonly PropertyKey[],
  key: string | undefined,
): number | undefined {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = nodeAt(path.slice(0, depth))
    if (!isNode(node)) continue
    const pair =
      key === undefined || !isMap(node)
        ? undefined
        : node.items.find((item) => isScalar(item.key) && item.key.value === key)
    const at = isNode(pair?.key) ? pair.key : node
    return at.range?.[0]
  }
  return undefined
}
