import type { Datagram } from './datagram.js'
import { ATTRIBUTE_BYTES, ATTRIBUTE_TYPE_MASK, INET_DIAG_INFO } from './layout.js'

export const NO_INFO = 0
export const BROKEN_ATTRIBUTES = -1

/**
 * The byte at which the attribute INET_DIAG_INFO begins between `from` and
 * `to`, NO_INFO, or BROKEN_ATTRIBUTES. All attributes are walked, so that a
 * message that is cut short is noticed. Numbers rather than objects: this runs
 * once per socket.
 */
export function findInfo({ words }: Datagram, from: number, to: number): number {
  let found = NO_INFO
  let at = from
  while (at < to) {
    const head = words[at >>> 2] ?? 0
    const length = head & 0xffff
    if (length < ATTRIBUTE_BYTES || length > to - at) return BROKEN_ATTRIBUTES
    if (((head >>> 16) & ATTRIBUTE_TYPE_MASK) === INET_DIAG_INFO) found = at
    at += (length + 3) & ~3
  }
  return found
}

/** Bytes of the payload of the attribute at `at`. */
export function payloadBytes({ words }: Datagram, at: number): number {
  return ((words[at >>> 2] ?? 0) & 0xffff) - ATTRIBUTE_BYTES
}
