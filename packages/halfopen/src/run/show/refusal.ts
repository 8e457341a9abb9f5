import { ERRORS, type HalfopenError, printable } from '@halfopen/core'

/** A command that could not be started, and what to do. */
export function unstartableLines(why: string): readonly string[] {
  return [`halfopen: ${why} (HO_COMMAND)`, `  ${ERRORS.HO_COMMAND}`]
}

/** Said before the command starts, where it will run without being looked at. */
export function unobservedLines({ message, code, remedy }: HalfopenError): readonly string[] {
  return [
    `halfopen: ${printable(message, 500)} (${code})`,
    `  ${remedy}`,
    '  The command runs all the same, unobserved: this ends with 3 unless the command ends with something else than 0.',
  ]
}
