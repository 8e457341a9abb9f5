import { closeSync, openSync, writeSync } from 'node:fs'

import { HalfopenError } from '@halfopen/core'

/** A file for a report, open. */
export interface OpenReport extends Disposable {
  write(text: string): void
}

/**
 * Opens a file before a long run, so that a wrong path is not found out after it.
 * @throws HalfopenError HO_USAGE where it cannot be written.
 */
export function openReport(path: string | undefined): OpenReport | undefined {
  if (path === undefined) return undefined
  const fd = openForWriting(path)
  return {
    write(text) {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    },
    [Symbol.dispose]: () => closeSync(fd),
  }
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new HalfopenError('HO_USAGE', `"${path}" cannot be written: ${code ?? message}`, { cause: error })
  }
}
