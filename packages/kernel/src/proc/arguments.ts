import { printable } from '@halfopen/core'
import { textOf } from './text.js'

/** More of a command line than anyone reads; an argv can be megabytes. */
export const ARGUMENT_BYTES = 4096
const SHOWN = 1000
const MAX_ARGUMENTS = 64

/** The arguments in /proc/PID/cmdline, which ends each with NUL; printable. */
export function parseArguments(bytes: Uint8Array): readonly string[] {
  const found: string[] = []
  let from = 0
  while (from < bytes.length && found.length < MAX_ARGUMENTS) {
    const nul = bytes.indexOf(0, from)
    const to = nul < 0 ? bytes.length : nul
    found.push(textOf(bytes.subarray(from, to), SHOWN))
    from = to + 1
  }
  return found
}

/** As `ps` shows it: separated by spaces, without the empty arguments with which programs overwrite their title. */
export function commandLine(argv: readonly string[]): string {
  return printable(argv.filter((argument) => argument !== '').join(' '), SHOWN)
}
