import { printable } from '@halfopen/core'
import type { Address } from '../../serving/index.js'
import {
  type Checked,
  isRecord,
  MAX_NAME_LENGTH,
  parseToxic,
  refuse,
  type Toxic,
  type ToxicSpec,
  within,
} from '../toxics/index.js'
import { parseEndpoint } from './endpoint.js'

export const PROXY_FIELDS = ['name', 'listen', 'upstream', 'enabled', 'toxics'] as const

/** A proxy to be made. */
export interface ProxySpec {
  /** Unique in its server, 1–255 characters. */
  readonly name: string
  /** Where connections go on to: `host:port`. */
  readonly upstream: string
  /** `host:port`; default a free port on 127.0.0.1, as with port 0. */
  readonly listen?: string
  /** Default true; false: it is down, and refuses connections. */
  readonly enabled?: boolean
  /** In force from the first connection on. */
  readonly toxics?: readonly ToxicSpec[]
}

/** What can be changed in a proxy; a new `listen` or `upstream` drops its connections. */
export type ProxyChange = Pick<Partial<ProxySpec>, 'listen' | 'upstream' | 'enabled'>

/** `host:port` as it was given, and what it means. */
export interface Endpoint extends Address {
  readonly text: string
}

export interface CheckedSpec {
  readonly name: string
  readonly listen: Endpoint
  readonly upstream: Endpoint
  readonly enabled: boolean
  /** Undefined: not said. */
  readonly toxics: readonly Toxic[] | undefined
}

/** Checks what was given as a proxy; fields that it does not know are ignored, and null is as good as nothing. */
export function parseProxy(input: unknown): Checked<CheckedSpec> {
  if (!isRecord(input)) return refuse([], 'bad request body: a proxy is an object')
  const { name, toxics } = input
  const enabled = input['enabled'] ?? true
  if ((name ?? '') === '') return refuse(['name'], 'missing required field: name')
  if (typeof name !== 'string' || name.length > MAX_NAME_LENGTH) {
    return refuse(['name'], `bad request body: name: a text of at most ${MAX_NAME_LENGTH} characters`)
  }
  if (typeof enabled !== 'boolean') return refuse(['enabled'], 'bad request body: enabled: true or false')
  const ends = parseEnds({ listen: input['listen'] ?? '', upstream: input['upstream'] ?? '' })
  if (!ends.ok) return ends
  const checked = toxics === undefined || toxics === null ? undefined : parseToxics(toxics)
  if (checked?.ok === false) return checked
  return { ok: true, value: { name, enabled, ...ends.value, toxics: checked?.value } }
}

/** Checks what was given as a change of a proxy; what it leaves out is as before. */
export function parseChange(
  before: Required<ProxyChange>,
  input: unknown,
): Checked<Omit<CheckedSpec, 'name' | 'toxics'>> {
  if (!isRecord(input)) return refuse([], 'bad request body: a change of a proxy is an object')
  const listen = input['listen'] ?? before.listen
  const upstream = input['upstream'] ?? before.upstream
  const enabled = input['enabled'] ?? before.enabled
  if (typeof enabled !== 'boolean') return refuse(['enabled'], 'bad request body: enabled: true or false')
  const ends = parseEnds({ listen, upstream })
  return ends.ok ? { ok: true, value: { enabled, ...ends.value } } : ends
}

type Ends = Pick<CheckedSpec, 'listen' | 'upstream'>

function parseEnds({ listen, upstream }: { listen: unknown; upstream: unknown }): Checked<Ends> {
  if (upstream === '') return refuse(['upstream'], 'missing required field: upstream')
  const to = endpointOf(upstream)
  if (to === undefined || to.host === '' || to.port === 0)
    return refuse(['upstream'], endpointNeeded('upstream', upstream))
  const at = endpointOf(listen === '' ? '127.0.0.1:0' : listen)
  if (at === undefined) return refuse(['listen'], endpointNeeded('listen', listen))
  return { ok: true, value: { listen: at, upstream: to } }
}

function endpointOf(text: unknown): Endpoint | undefined {
  const address = typeof text === 'string' ? parseEndpoint(text) : undefined
  return address === undefined ? undefined : { ...address, text: String(text) }
}

const endpointNeeded = (field: string, value: unknown): string =>
  `bad request body: ${field}: "${printable(String(value), 80)}" is not host:port`

function parseToxics(input: unknown): Checked<readonly Toxic[]> {
  if (!Array.isArray(input)) return refuse(['toxics'], 'bad request body: toxics: a list is needed')
  const toxics: Toxic[] = []
  for (const [index, item] of input.entries()) {
    const toxic = parseToxic(item)
    if (!toxic.ok) return { ok: false, problem: within(['toxics', index], toxic.problem) }
    if (toxics.some(({ name }) => name === toxic.value.name))
      return refuse(['toxics', index, 'name'], 'toxic already exists')
    toxics.push(toxic.value)
  }
  return { ok: true, value: toxics }
}
