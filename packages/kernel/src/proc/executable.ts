import { closeSync, openSync, readSync } from 'node:fs'
import { isGoExecutable } from './elf.js'

/** Whether the file is an executable that Go linked; false where it cannot be read. */
export function isGoFile(path: string): boolean {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    // Not ours to read, or gone: the runtime stays unknown.
    return false
  }
  try {
    return isGoExecutable((offset, length) => readAt(fd, offset, length))
  } catch {
    // A file that cannot be read at that offset is no executable.
    return false
  } finally {
    closeSync(fd)
  }
}

function readAt(fd: number, offset: number, length: number): Uint8Array {
  if (!Number.isSafeInteger(offset)) return new Uint8Array()
  const bytes = new Uint8Array(length)
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
}
