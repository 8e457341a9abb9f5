import type { Machine } from './machine.js'

/** The part of a Node.js process that the verbs use; a test gives another. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly stdin: Input
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Output {
  write(text: string): unknown
  /** Bytes written that nobody has read yet. */
  readonly writableLength?: number
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

export interface Input {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown
  on(event: 'end', listener: () => void): unknown
  off(event: 'data', listener: (bytes: Uint8Array) => void): unknown
  off(event: 'end', listener: () => void): unknown
  resume(): unknown
  pause(): unknown
}

/** What a verb is given: where to write, and the host to look at. */
export interface Context {
  readonly io: Io
  readonly machine: Machine
}

/** 0 nothing found, 1 something found, 2 wrong usage, 3 could not look. */
export type ExitCode = 0 | 1 | 2 | 3
