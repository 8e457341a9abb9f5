import { createReadStream } from 'node:fs'

import { HalfopenError, printable } from '@halfopen/core'
import { type Document, isNode, isScalar, LineCounter, type Pair, parseDocument, visit } from 'yaml'

import { offsetOf, type Path, placeIn } from './place.js'

/** A configuration as it was written, before it is checked. */
export interface ConfigFile {
  readonly value: unknown
  /** `FILE:LINE: at key.path`. */
  readonly placeOf: (path: Path) => string
}

/** A configuration is written by hand: more of it is a mistake. */
const MAX_BYTES = 4 * 2 ** 20
/** More aliases than this for one anchor are a bomb. */
const MAX_ALIASES = 100

/**
 * Reads a YAML or JSON file, also from a pipe.
 * @throws HalfopenError HO_CONFIG: it cannot be read, or is larger than 4 MiB, or as `parseConfigFile`.
 */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  const chunks: Buffer[] = []
  try {
    // A stream, because one read of a pipe gives only what is in it already, and /dev/zero never ends.
    for await (const bytes of createReadStream(file, { end: MAX_BYTES })) chunks.push(bytes as Buffer)
  } catch (cause) {
    throw refusal(`could not read ${printable(file)}`, cause)
  }
  const bytes = Buffer.concat(chunks)
  if (bytes.length > MAX_BYTES) throw refusal(printable(file), new Error('it is larger than 4m'))
  return parseConfigFile(bytes.toString('utf8'), file)
}

/**
 * Reads YAML, of which JSON is a part (YAML 1.2 §1.2).
 * @throws HalfopenError HO_CONFIG: it is no YAML; its aliases multiply without bound; a key is `__proto__`.
 */
export function parseConfigFile(text: string, file: string): ConfigFile {
  const lines = new LineCounter()
  const at = (offset: number) => `${printable(file)}:${lines.linePos(offset).line}`
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
    const [problem] = [...document.errors, ...document.warnings, ...prototypeKeys(document)]
    if (problem !== undefined) throw refusal(at(problem.pos[0]), problem)
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    return { value, placeOf: (path) => placeIn(at(offsetOf(document, path)), path) }
  } catch (error) {
    // Its aliases are too many, or it is nested too deeply for the stack.
    throw error instanceof HalfopenError ? error : refusal(at(0), error)
  }
}

interface Problem {
  readonly message: string
  readonly pos: readonly [number, number]
}

/** Nothing here merges objects, but what is made of them may be anything's: no key may become a prototype. */
function prototypeKeys(document: Document.Parsed): readonly Problem[] {
  const found: Problem[] = []
  visit(document, {
    Pair(_, { key }: Pair) {
      if (!isNode(key) || !isScalar(key) || key.value !== '__proto__') return
      const [from = 0, to = from] = key.range ?? []
      found.push({ message: 'no key may be "__proto__"', pos: [from, to] })
    },
  })
  return found
}

const refusal = (where: string, cause: unknown): HalfopenError =>
  new HalfopenError('HO_CONFIG', `${where}: ${printable((cause as Error).message)}`, { cause })
