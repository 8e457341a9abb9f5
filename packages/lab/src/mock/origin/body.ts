import type { AnswerSpec } from '../config/index.js'

/** The bytes of an answer. */
export interface Body {
  readonly length: number
  readonly contentType: string
  /** At most 64 KiB from `from` on; never beyond the end. */
  at(from: number): Uint8Array
}

/** The body that an answer names; undefined: none. */
export function bodyOf(answer: AnswerSpec, files: ReadonlyMap<string, Uint8Array>): Body | undefined {
  if (answer.text !== undefined) return ofBytes(Buffer.from(answer.text), 'text/plain; charset=utf-8')
  if (answer.json !== undefined) return ofBytes(Buffer.from(JSON.stringify(answer.json)), 'application/json')
  if (answer.file !== undefined) return ofBytes(files.get(answer.file) ?? new Uint8Array(), typeOf(answer.file))
  return answer.size === undefined ? undefined : ofSize(answer.size)
}

const CHUNK = 65_536
const LINE = 'All work and no read makes a leaked connection a dull one to find.\n'
const FILLER = Buffer.alloc(CHUNK + LINE.length, LINE)

const ofBytes = (bytes: Uint8Array, contentType: string): Body => ({
  length: bytes.length,
  contentType,
  at: (from) => bytes.subarray(from, from + CHUNK),
})

/** The same line again and again, so that a gigabyte costs no memory. */
const ofSize = (length: number): Body => ({
  length,
  contentType: 'text/plain; charset=utf-8',
  at: (from) => FILLER.subarray(from % LINE.length, (from % LINE.length) + Math.min(CHUNK, length - from)),
})

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml',
}

const typeOf = (file: string): string =>
  TYPES[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'
