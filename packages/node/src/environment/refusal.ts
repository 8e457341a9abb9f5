import { writeSync } from 'node:fs'
import { HalfopenError } from '@halfopen/core'

/**
 * Begins what the environment asks for; where that cannot be, ends the program before its own code runs. Thrown, the
 * error would be printed with the line that throws it, and delivered, all our code is one line.
 */
export function beginOrRefuse(begin: () => void): void {
  try {
    begin()
  } catch (error) {
    if (!(error instanceof HalfopenError)) throw error
    refuse(`halfopen: ${lineOf(error)}\n`)
  }
}

/** What is wrong, in a line, with the code of our own errors. */
export function lineOf(error: unknown): string {
  if (error instanceof HalfopenError) return `${error.message} (${error.code})`
  return error instanceof Error ? error.message : String(error)
}

function refuse(line: string): never {
  try {
    // Not by the stream: in a worker thread it would write after the exit.
    writeSync(2, line)
  } catch {
    // Nobody reads it, and the exit code still says it.
  }
  process.exit(1)
}
