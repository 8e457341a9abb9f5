import { closeSync, openSync, readdirSync, readlinkSync, readSync, type Stats, statSync } from 'node:fs'
import { HalfopenError } from '@halfopen/core'

/** Why something under /proc could not be read. */
export type Refusal = 'gone' | 'denied'

/** Facts are read one at a time, so one buffer serves all; what is kept is copied out of it. */
const buffer = new Uint8Array(64 * 1024)

/** At most `max` bytes (and at most 64 KiB) of a file; valid until the next call. */
export function readBytes(path: string, max: number): Uint8Array | Refusal {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch (error) {
    return refusalOf(error)
  }
  try {
    return fill(fd, Math.min(max, buffer.length))
  } catch (error) {
    return refusalOf(error)
  } finally {
    closeSync(fd)
  }
}

/** procfs may give less than there is in one read. */
function fill(fd: number, max: number): Uint8Array {
  let length = 0
  while (length < max) {
    const got = readSync(fd, buffer, length, max - length, null)
    if (got === 0) break
    length += got
  }
  return buffer.subarray(0, length)
}

/** A small file that holds ASCII. */
export function readAscii(path: string, max = 8192): string | null {
  const bytes = readBytes(path, max)
  return typeof bytes === 'string' ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

/** Target of a link, as bytes: a path may hold anything but NUL. */
export function readLink(path: string): Uint8Array | Refusal {
  try {
    return readlinkSync(path, { encoding: 'buffer' })
  } catch (error) {
    return refusalOf(error)
  }
}

export function statOf(path: string): Stats | Refusal {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? 'gone'
  } catch (error) {
    return refusalOf(error)
  }
}

/** The names in a directory. */
export function namesIn(path: string): readonly string[] | Refusal {
  try {
    return readdirSync(path)
  } catch (error) {
    return refusalOf(error)
  }
}

/** This program's own want: it would make every process look as if it had ended. */
const OWN_WANT: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'ENOMEM'])

/**
 * A process that ends while it is read is no error, nor is one that may not be read.
 * @throws HalfopenError HO_PROC_READ
 */
function refusalOf(error: unknown): Refusal {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  if (OWN_WANT.has(code)) throw new HalfopenError('HO_PROC_READ', String(error), { cause: error })
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'gone'
}
