import { closeSync, openSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'

import { HalfopenError } from '@halfopen/core'

/** A file for a report, open. */
export interface OpenReport extends Disposable {
  write(text: string): void
}

/** A flag, and the file that it names. */
export interface Output {
  readonly flag: '--json' | '--junit'
  readonly path: string | undefined
}

/** @throws HalfopenError HO_USAGE where two reports would overwrite each other. */
export function demandDifferent(one: Output, other: Output): void {
  if (one.path === undefined || other.path === undefined || resolve(one.path) !== resolve(other.path)) return
  throw new HalfopenError('HO_USAGE', `${one.flag} and ${other.flag} name the same file, "${one.path}"`)
}

/**
 * Opens a file before a long run, so that a wrong path is not found out after it.
 * @throws HalfopenError HO_USAGE where it cannot be written.
 */
export function openReport({ flag, path }: Output): OpenReport | undefined {
  if (path === undefined) return undefined
  const fd = openForWriting(flag, path)
  return {
    write(text) {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    },
    [Symbol.dispose]: () => closeSync(fd),
  }
}

function openForWriting(flag: string, path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new HalfopenError('HO_USAGE', `${flag}: "${path}" cannot be written: ${code ?? message}`, { cause: error })
  }
}
