import { printable } from '@halfopen/core'
import { FAULT_TYPES, FAULTS, type FaultType } from '../faults/index.js'
import { type Checked, didYouMean, problemOf, refuse, within } from './problem.js'
import { type Stream, STREAMS, type Toxic } from './toxic.js'

export const TOXIC_FIELDS = ['name', 'type', 'stream', 'toxicity', 'attributes'] as const

/** Names go into URLs, labels of metrics and terminals. */
export const MAX_NAME_LENGTH = 255

/**
 * Checks what was given as a toxic, in Toxiproxy's order and with its words;
 * fields that it does not know are ignored, and null is as good as nothing.
 */
export function parseToxic(input: unknown): Checked<Toxic> {
  if (!isRecord(input)) return refuse([], 'bad request body: a toxic is an object')
  const { type, name } = input
  const stream = lowerCase(input['stream'] ?? 'downstream')
  const toxicity = input['toxicity'] ?? 1
  if (!isStream(stream)) return refuse(['stream'], 'stream was invalid, can be either upstream or downstream')
  if (!isFaultType(type)) return refuse(['type'], `invalid toxic type${hint(type)}`)
  if (!isToxicity(toxicity)) return refuse(['toxicity'], TOXICITY_RANGE)
  const named = nameOf(name, `${type}_${stream}`)
  if (named === undefined)
    return refuse(['name'], `bad request body: name: a text of at most ${MAX_NAME_LENGTH} characters`)
  const attributes = parseAttributes(type, input['attributes'] ?? {})
  return attributes.ok
    ? { ok: true, value: { attributes: attributes.value, name: named, type, stream, toxicity } }
    : attributes
}

/** A toxic with what a change says; what it leaves out stays. */
export function changeToxic(toxic: Toxic, change: unknown): Checked<Toxic> {
  if (!isRecord(change)) return refuse([], 'bad request body: a change of a toxic is an object')
  const toxicity = change['toxicity'] ?? toxic.toxicity
  const attributes = change['attributes'] ?? {}
  if (!isToxicity(toxicity)) return refuse(['toxicity'], TOXICITY_RANGE)
  if (!isRecord(attributes)) return refuse(['attributes'], 'bad request body: attributes: an object is needed')
  const checked = parseAttributes(toxic.type, { ...toxic.attributes, ...attributes })
  return checked.ok ? { ok: true, value: { ...toxic, toxicity, attributes: checked.value } } : checked
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseAttributes(type: FaultType, input: unknown): Checked<Record<string, unknown>> {
  const schema = FAULTS[type].attributes
  const parsed = schema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data }
  const problem = problemOf(parsed.error, Object.keys(schema.shape), `attribute of ${type}`)
  return { ok: false, problem: within(['attributes'], { ...problem, message: `bad request body: ${problem.message}` }) }
}

const TOXICITY_RANGE = 'bad request body: toxicity: a number from 0 to 1'

/** Toxiproxy takes a stream in any case (toxic_collection.go). */
const lowerCase = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value)

const isStream = (value: unknown): value is Stream => STREAMS.some((stream) => stream === value)

const isFaultType = (value: unknown): value is FaultType => FAULT_TYPES.some((type) => type === value)

const isToxicity = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1

function nameOf(name: unknown, usual: string): string | undefined {
  if ((name ?? '') === '') return usual
  return typeof name === 'string' && name.length <= MAX_NAME_LENGTH ? name : undefined
}

function hint(type: unknown): string {
  if (typeof type !== 'string') return ''
  // Toxiproxy's users know it by this name, and it is no toxic there either.
  if (type === 'down') return ' "down": set enabled of the proxy to false'
  return ` "${printable(type, 60)}"${didYouMean(type, FAULT_TYPES)}`
}
