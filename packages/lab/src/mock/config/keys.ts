import { z } from 'zod'

import { MockSchema } from './schema.js'

/** What of a JSON Schema (2020-12) is used here, with the words that `meta` added. */
export interface Described {
  readonly type?: string
  readonly const?: string
  readonly enum?: readonly string[]
  readonly description?: string
  readonly takes?: string
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Described>>
  readonly required?: readonly string[]
  readonly items?: Described
  readonly oneOf?: readonly Described[]
}

/** The schema as data: keys, choices, words and defaults. */
export const describedSchema = (): Described =>
  z.toJSONSchema(MockSchema, { io: 'input', unrepresentable: 'any' }) as Described

/** The keys that may stand at a place of a configuration; of several shapes, those of the shape that `fault` chooses. */
export function keysAt(path: readonly PropertyKey[], value: unknown): readonly string[] {
  let schema: Described | undefined = describedSchema()
  let here = value
  for (const step of path) {
    schema = typeof step === 'number' ? schema?.items : schema?.properties?.[String(step)]
    here = (here as Record<PropertyKey, unknown> | undefined)?.[step]
    schema = chosen(schema, here)
  }
  return Object.keys(schema?.properties ?? {})
}

function chosen(schema: Described | undefined, value: unknown): Described | undefined {
  const { fault } = (value ?? {}) as { fault?: unknown }
  return schema?.oneOf?.find(({ properties }) => properties?.['fault']?.const === fault) ?? schema
}
