import { formatDuration, HalfopenError } from '@halfopen/core'
import { bytesText, remedyText, siteText, subjectText, WORDS } from '../tracker/index.js'
import type { Leak } from './leak.js'

/** The error a leaking test fails with. Its stack begins at the lines that leak, so that runners show those. */
export function leakError(leaks: readonly Leak[], name: string | undefined): HalfopenError {
  const message = leakText(leaks, name)
  const error = new HalfopenError('HO_LEAK', message)
  const frames = leaks.flatMap(({ site }) => (site === undefined ? [] : [frameText(site)]))
  if (frames.length > 0) error.stack = [`${error.name}: ${message}`, ...new Set(frames)].join('\n')
  return error
}

/** The same in words: which test, and a paragraph for each leak. */
export function leakText(leaks: readonly Leak[], name: string | undefined): string {
  const who = name === undefined ? 'this scope' : `test "${name}"`
  const what = leaks.length === 1 ? 'an HTTP exchange' : `${leaks.length} HTTP exchanges`
  const shown = leaks.slice(0, MAX_SHOWN).map((leak) => `\n\n${paragraph(leak)}`)
  const more = leaks.length > MAX_SHOWN ? `\n\n… and ${leaks.length - MAX_SHOWN} more` : ''
  return `${who} left ${what} behind:${shown.join('')}${more}`
}

/** A test that leaks in a loop is told by its first leaks. */
const MAX_SHOWN = 20

function paragraph(leak: Leak): string {
  const rows = [
    [`${WORDS[leak.client].verb} by`, siteText(leak.site, process.cwd())],
    ['lasted', `${formatDuration(leak.ageMs)}${bufferedText(leak)}`],
    ['remedy', fixText(leak)],
  ]
  const lines = rows.map(([name = '', text]) => `\n  ${name.padEnd(10)}  ${text}`)
  return `${subjectText(leak)}: ${kindText(leak)}${lines.join('')}`
}

function bufferedText({ bufferedBytes }: Leak): string {
  return bufferedBytes === undefined || bufferedBytes === 0 ? '' : `, ${bytesText(bufferedBytes)} waiting to be read`
}

function kindText({ kind, client }: Leak): string {
  switch (kind) {
    case 'unread':
      return 'nobody read its body, and a larger one would hold its connection'
    case 'held':
      return WORDS[client].kept
    case 'dropped':
      return 'it was dropped unread, and held its connection until the garbage collector came by'
    case 'reclaimed':
      return 'nobody read its body, and others waited for its connection until the tracker took it back'
    case 'pending':
      return 'it has no response yet, and nobody waits for it'
  }
}

function fixText(leak: Leak): string {
  if (leak.kind !== 'pending') return remedyText(leak)
  return 'await it, or give it an AbortSignal and abort that when the test ends'
}

function frameText({ functionName, file, line, column }: NonNullable<Leak['site']>): string {
  const place = `${file}:${line}:${column}`
  return functionName === undefined ? `    at ${place}` : `    at ${functionName} (${place})`
}
