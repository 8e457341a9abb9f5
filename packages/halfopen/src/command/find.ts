import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'

/** Why a command cannot be started, and the exit code that a shell has for it. */
export interface Unstartable {
  readonly why: string
  /** 127: there is no such program; 126: it is there, and cannot be run. */
  readonly exitCode: 126 | 127
}

/** Undefined: there is such a program. Looks where execvp(3) does. */
export function whyNotFound(file: string, path = '/usr/bin:/bin'): Unstartable | undefined {
  if (file.includes('/')) return whyNotAt(file)
  const none = { why: `there is no program "${file}" in PATH`, exitCode: 127 } as const
  if (file === '') return none
  const places = path.split(':').map((folder) => join(folder === '' ? '.' : folder, file))
  if (places.some((place) => whyNotAt(place) === undefined)) return undefined
  const there = places.find((place) => isThere(place))
  return there === undefined ? none : { why: `${there} is not a program`, exitCode: 126 }
}

/** What the system said when it was started after all: a script without an interpreter, for instance. */
export function whyNotStarted(file: string, error: unknown): Unstartable {
  const { code, message } = error as NodeJS.ErrnoException
  return { why: `${file} could not be started: ${code ?? message}`, exitCode: code === 'ENOENT' ? 127 : 126 }
}

function whyNotAt(path: string): Unstartable | undefined {
  if (!isThere(path)) return { why: `there is no ${path}`, exitCode: 127 }
  try {
    accessSync(path, constants.X_OK)
    if (statSync(path).isFile()) return undefined
  } catch {
    // It may not be executed.
  }
  return { why: `${path} is not a program`, exitCode: 126 }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    // Part of the path is no directory, or may not be searched.
    return false
  }
}
