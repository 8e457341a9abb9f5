import { printable } from '@halfopen/core'

/** One of the errors that are wrapped in each other, read once. */
export interface Link {
  /** The object itself; undefined for what is none. */
  readonly object: object | undefined
  readonly name: string
  readonly code: string | undefined
  readonly message: string
  /** The message line by line: each of them bounded like `message`, which has them all on one. */
  readonly lines: readonly string[]
  readonly syscall: string | undefined
  readonly address: string | undefined
  readonly port: number | undefined
  readonly hostname: string | undefined
  /** Of undici's errors: what its connection had received. */
  readonly bytesRead: number | undefined
  /** Of the request that a library hangs on its errors. */
  readonly method: string | undefined
}

/** Libraries wrap deeply, and badly made errors contain themselves. */
const MAX_LINKS = 32
/** Where libraries put what they wrap: `cause` (all), `errors` (AggregateError), `originalError`, `error` (older ones). */
const WRAPPED = ['cause', 'originalError', 'error'] as const

/** The error and all that it wraps, the outermost first. Total: whatever was thrown, it reads what it can. */
export function chainOf(error: unknown): Link[] {
  const seen = new Set<unknown>([error])
  for (const one of seen) {
    if (seen.size >= MAX_LINKS) break
    for (const inner of wrappedIn(one)) if (seen.size < MAX_LINKS) seen.add(inner)
  }
  return [...seen].map(linkOf)
}

function wrappedIn(error: unknown): unknown[] {
  const single = WRAPPED.map((key) => read(error, key))
  return [...single, ...severalIn(error)].filter(isWorthReading)
}

function isWorthReading(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || (typeof value === 'string' && value !== '')
}

function linkOf(error: unknown): Link {
  if (typeof error !== 'object' || error === null) return { ...NOTHING, name: typeof error, ...said(text(error)) }
  const port = read(error, 'port')
  const bytesRead = read(read(error, 'socket'), 'bytesRead')
  return {
    object: error,
    name: clean(stringOf(error, 'name') ?? 'Error'),
    code: stringOf(error, 'code') ?? stringOf(error, 'errno'),
    ...said(stringOf(error, 'message') ?? ''),
    syscall: stringOf(error, 'syscall') ?? stringOf(error, 'erroredSysCall'),
    address: stringOf(error, 'address'),
    port: typeof port === 'number' ? port : undefined,
    hostname: stringOf(error, 'hostname'),
    bytesRead: typeof bytesRead === 'number' ? bytesRead : undefined,
    // axios has `config`, got `options`, ky `request`.
    method: ['config', 'options', 'request'].map((key) => stringOf(read(error, key), 'method')).find(isMethod),
  }
}

const NOTHING = {
  object: undefined,
  code: undefined,
  syscall: undefined,
  address: undefined,
  port: undefined,
  hostname: undefined,
  bytesRead: undefined,
  method: undefined,
}

function isMethod(text: string | undefined): boolean {
  return text !== undefined && /^[A-Za-z]{1,20}$/.test(text)
}

/** A property, even of objects that throw when they are asked. */
function read(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined
  return attempt(() => (object as Record<string, unknown>)[key])
}

/** A Proxy may throw at each step: `Array.isArray`, too, when it was revoked. */
function severalIn(error: unknown): readonly unknown[] {
  const several = read(error, 'errors')
  if (attempt(() => Array.isArray(several)) !== true) return []
  return Array.from({ length: MAX_LINKS }, (_, at) => read(several, String(at)))
}

/** What is asked of foreign objects runs foreign code. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}

function stringOf(object: unknown, key: string): string | undefined {
  const value = read(object, key)
  return typeof value === 'string' ? value.slice(0, 2000) : undefined
}

function text(value: unknown): string {
  return attempt(() => String(value).slice(0, 2000)) ?? ''
}

function said(message: string): Pick<Link, 'message' | 'lines'> {
  const lines = message.split(/\r?\n/).map((line) => line.trim())
  return { message: clean(lines.join(' ')), lines: lines.map(clean) }
}

/** Fit for a log: bounded, printable, and without queries, which may hold secrets. */
function clean(message: string): string {
  return printable(message.replace(/\?[^\s'"<>)]+/g, '?…')).trim()
}
