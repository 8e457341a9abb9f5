import { printable } from '@halfopen/core'

const strict = new TextDecoder('utf-8', { fatal: true })

/**
 * Text of a process made fit to print: UTF-8 where it is, bytes that are not as
 * `\xNN`, then everything that could act on a terminal escaped.
 */
export function textOf(bytes: Uint8Array, max: number): string {
  return printable(decoded(bytes), max)
}

function decoded(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    // Not UTF-8 as a whole: go through it piece by piece.
    return escapeInvalid(bytes)
  }
}

function escapeInvalid(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const size = sequenceAt(bytes, at)
    text += size === 0 ? escaped(bytes[at] ?? 0) : strict.decode(bytes.subarray(at, at + size))
    at += Math.max(size, 1)
  }
  return text
}

const escaped = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`

/** Bytes of the valid UTF-8 sequence at `at`, 0 when there is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  try {
    strict.decode(bytes.subarray(at, at + size))
    return at + size <= bytes.length ? size : 0
  } catch {
    // The decoder's verdict is the answer.
    return 0
  }
}
