/**
 * Text from processes, the kernel and the network is hostile: it may hold
 * terminal escapes, bidirectional overrides or megabytes. Everything that can
 * reach a terminal or a report goes through `printable` first.
 */

// C0, DEL, C1, zero-width and bidirectional controls, line separators, lone surrogates, BOM, tag characters.
const UNPRINTABLE =
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu

/** The text on one line with every unprintable character escaped, at most `max` characters (default 300). */
export function printable(text: string, max = 300): string {
  const bounded = text.length > max * 4 ? text.slice(0, max * 4) : text
  const escaped = bounded.replace(UNPRINTABLE, escapeOne)
  return escaped.length > max || bounded !== text ? `${cut(escaped, max - 1)}…` : escaped
}

/** The first `length` UTF-16 units, without half a surrogate pair at the end. */
function cut(text: string, length: number): string {
  const head = text.slice(0, length)
  return head.isWellFormed() ? head : head.slice(0, -1)
}

function escapeOne(char: string): string {
  if (char === '\t' || char === '\n') return char === '\t' ? '\\t' : '\\n'
  const code = char.codePointAt(0) ?? 0
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** `3 connections`, `1 connection`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`
}

/** The candidate nearest to a mistyped word, or undefined when none is near (Levenshtein ≤ 40 % of its length). */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; distance: number } | undefined
  for (const candidate of candidates) {
    const distance = levenshtein(word.slice(0, 64), candidate)
    if (best === undefined || distance < best.distance) best = { candidate, distance }
  }
  return best !== undefined && best.distance <= Math.max(2, best.candidate.length * 0.4) ? best.candidate : undefined
}

function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
