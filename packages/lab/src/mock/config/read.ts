import { open } from 'node:fs/promises'
import { resolve } from 'node:path'

import { HalfopenError } from '@halfopen/core'

import type { AnswerSpec } from './answer.js'
import { configError } from './problems.js'
import { type MockConfig, type MockConfigInput, MockSchema } from './schema.js'
import { type Source, sourceOfFile, sourceOfValue } from './source.js'

/** A configuration that is ready to be played. */
export interface LoadedConfig {
  readonly config: MockConfig
  /** The content of every file named as a body. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/**
 * Reads and checks a configuration: the path of a YAML or JSON file, or a value.
 * @throws HalfopenError HO_CONFIG: what is wrong, where, and the nearest right word.
 */
export async function loadConfig(from: string | MockConfigInput): Promise<LoadedConfig> {
  const source = typeof from === 'string' ? await sourceOfFile(from) : sourceOfValue(from)
  const parsed = MockSchema.safeParse(source.value)
  if (!parsed.success) throw configError(parsed.error.issues, source)
  return { config: parsed.data, files: await filesOf(parsed.data, source) }
}

/** Bodies that are files are held in memory, so that a slow disk is not mistaken for a slow server. */
const MAX_FILE_BYTES = 64 * 1024 ** 2

async function filesOf(config: MockConfig, source: Source): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for (const [{ file }, path] of answersOf(config)) {
    if (file === undefined || files.has(file)) continue
    files.set(file, await contentOf(resolve(source.directory, file), source.placeOf([...path, 'file'])))
  }
  return files
}

type Placed = readonly [answer: AnswerSpec, path: readonly PropertyKey[]]

function answersOf({ routes, default: otherwise }: MockConfig): readonly Placed[] {
  const ofRoutes = routes.flatMap((route, r): readonly Placed[] => [
    [route, ['routes', r]],
    ...(route.sequence ?? []).map((step, s): Placed => [step, ['routes', r, 'sequence', s]]),
    ...route.faults.flatMap((fault, f): readonly Placed[] =>
      fault.fault === 'status' ? [[fault, ['routes', r, 'faults', f]]] : [],
    ),
  ])
  return otherwise === undefined ? ofRoutes : [...ofRoutes, [otherwise, ['default']]]
}

async function contentOf(path: string, place: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r')
    try {
      const stat = await file.stat()
      if (!stat.isFile()) throw new Error(`${path} is not a file`)
      if (stat.size > MAX_FILE_BYTES) throw new Error(`${path} is larger than 64m`)
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new HalfopenError('HO_CONFIG', `${place}: ${(cause as Error).message}`, { cause })
  }
}
