import { constants } from 'node:os'

/** The errors that this package tells apart, by the kernel's numbers. */
export const { EPERM, ENOENT, EINTR, EAGAIN, EACCES, EMFILE, ENFILE } = constants.errno

const NAMES = new Map<number, string>(Object.entries(constants.errno).map(([name, code]) => [code, name]))

/** `EACCES`, or `errno 524` for a number without a name. */
export function errnoName(code: number): string {
  return NAMES.get(code) ?? `errno ${code}`
}
