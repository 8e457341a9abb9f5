import { printable } from '@halfopen/core'

export type Key =
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end' }
  | { readonly kind: 'enter' | 'escape' | 'backspace' | 'interrupt' | 'suspend' | 'redraw' | 'erase-line' }

type NamedKey = Exclude<Key['kind'], 'character'>

/** What terminals send: xterm's and the Linux console's, in normal and in application mode. */
const SEQUENCES: Readonly<Record<string, NamedKey>> = {
  '[A': 'up',
  OA: 'up',
  '[B': 'down',
  OB: 'down',
  '[C': 'enter',
  OC: 'enter',
  '[D': 'escape',
  OD: 'escape',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[H': 'home',
  OH: 'home',
  '[1~': 'home',
  '[F': 'end',
  OF: 'end',
  '[4~': 'end',
}

const CONTROLS: Readonly<Record<string, NamedKey>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'interrupt',
  '\u001a': 'suspend',
  '\u000c': 'redraw',
  '\u0015': 'erase-line',
}

const ESCAPE = '\u001b'
// A control sequence (ECMA-48 §5.4), a single shift (SS3) and its letter, or an escape of its own.
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const TOKEN = /^(?:\u001b(\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|O[A-Za-z])|\u001b)/
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const UNFINISHED = /^\u001b(?:\[[\x30-\x3f]*[\x20-\x2f]*|O)$/

/** Turns what a terminal sends into keys. A sequence may arrive in two pieces; an escape alone is the key. */
export class KeyDecoder {
  #pending = ''
  readonly #utf8 = new TextDecoder()

  decode(bytes: Uint8Array): readonly Key[] {
    let rest = this.#pending + this.#utf8.decode(bytes, { stream: true })
    this.#pending = ''
    const keys: Key[] = []
    while (rest !== '') {
      if (UNFINISHED.test(rest)) {
        this.#pending = rest
        break
      }
      const token = rest.startsWith(ESCAPE)
        ? (TOKEN.exec(rest)?.[0] ?? ESCAPE)
        : String.fromCodePoint(rest.codePointAt(0) ?? 0)
      rest = rest.slice(token.length)
      const key = keyOf(token)
      if (key !== undefined) keys.push(key)
    }
    return keys
  }
}

/** undefined for what has no meaning here: unknown sequences and unprintable characters are dropped. */
function keyOf(token: string): Key | undefined {
  if (token === ESCAPE) return { kind: 'escape' }
  const name = token.startsWith(ESCAPE) ? SEQUENCES[token.slice(1)] : CONTROLS[token]
  if (name !== undefined) return { kind: name }
  return printable(token) === token ? { kind: 'character', text: token } : undefined
}
