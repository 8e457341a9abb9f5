import { readAscii } from './files.js'

const PASSWD_BYTES = 64 * 1024
let names: ReadonlyMap<number, string> | undefined

/** The user's name from /etc/passwd, read once; `uid 1234` where it has none. */
export function userName(uid: number): string {
  names ??= parsePasswd(readAscii('/etc/passwd', PASSWD_BYTES) ?? '')
  return names.get(uid) ?? `uid ${uid}`
}

/** name:password:uid:… (passwd(5)); the first name of a uid counts. */
export function parsePasswd(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':')
    const number = uid === undefined || uid === '' ? Number.NaN : Number(uid)
    if (name && Number.isInteger(number) && !found.has(number)) found.set(number, name)
  }
  return found
}
