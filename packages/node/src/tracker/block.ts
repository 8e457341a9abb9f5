import { formatDuration } from '@halfopen/core'
import type { CallSite } from '../callsite/index.js'
import type { HeldResponse } from './held.js'
import { neglectText, remedyText, subjectText, WORDS } from './words.js'

/** What is said of one call site: its responses (or pooled clients) that came into the same state in the same look. */
export interface Block {
  readonly state: 'suspect' | 'confirmed'
  /** At least one. */
  readonly held: readonly HeldResponse[]
}

/** The text for a terminal: several lines, the last one ended. `cwd`: paths below it are written relative to it. */
export function blockText({ state, held }: Block, cwd: string): string {
  const first = held[0]
  if (first === undefined) return ''
  const rows: [string, string][] = [
    [`${WORDS[first.client].verb} by`, siteText(first.site, cwd)],
    ['held', heldText(held)],
    ['behind it', waitingText(first)],
    ['stalled by', stallText(first)],
    ['remedy', remedyText(first)],
  ]
  const lines = rows.filter(([, text]) => text !== '').map(([name, text]) => `  ${name.padEnd(10)}  ${text}\n`)
  return `halfopen: ${headline(state, held, first)}\n${lines.join('')}`
}

function headline(state: string, held: readonly HeldResponse[], first: HeldResponse): string {
  const { one, many, dropped } = WORDS[first.client]
  const what = held.length === 1 ? one : `${held.length} ${many}`
  return `${state}: ${first.ending === 'collected' ? dropped : what}${subjectOf(held, first)}`
}

/** The first stands for all, and says so where they are not of one kind. */
function subjectOf(held: readonly HeldResponse[], first: HeldResponse): string {
  const subject = subjectText(first)
  return held.every((one) => subjectText(one) === subject) ? `: ${subject}` : `, such as ${subject}`
}

/** `loadUser (src/users.js:12:20), through ky`. */
export function siteText(site: CallSite | undefined, cwd: string): string {
  if (site === undefined) return 'unknown: more requests came than call sites are captured, or no code of yours made it'
  const file = cwd !== '' && site.file.startsWith(`${cwd}/`) ? site.file.slice(cwd.length + 1) : site.file
  const place = `${file}:${site.line}:${site.column}`
  const named = site.functionName === undefined ? place : `${site.functionName} (${place})`
  const owner = site.package === undefined ? '' : `, in package ${site.package}`
  return `${named}${owner}${site.via === undefined ? '' : `, through ${site.via}`}`
}

function heldText(held: readonly HeldResponse[]): string {
  if (held[0]?.ending === 'collected')
    return 'its connection until the garbage collector came by; then the connection was closed'
  const oldest = Math.max(...held.map(({ ageMs }) => ageMs))
  return `${heldUnits(held)} for ${formatDuration(oldest)}, ${unusedText(held)}`
}

function heldUnits([first, ...others]: readonly HeldResponse[]): string {
  const unit = first === undefined ? '' : WORDS[first.client].unit
  return others.length === 0 ? `1 ${unit}` : `${others.length + 1} ${unit}s`
}

function unusedText(held: readonly HeldResponse[]): string {
  if (held[0]?.client === 'pg') return `idle for ${formatDuration(Math.min(...held.map(({ unreadMs }) => unreadMs)))}`
  return `${bytesText(held.reduce((sum, { bufferedBytes }) => sum + (bufferedBytes ?? 0), 0))} waiting to be read`
}

/** `64 KiB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}

function waitingText({ client, waiting, pool, ending }: HeldResponse): string {
  if (ending !== undefined || (waiting === 0 && pool.max === undefined)) return ''
  const { unit, of, waiter } = WORDS[client]
  const leased = pool.max === undefined ? `${pool.leased} leased` : `${pool.leased} of ${pool.max} leased`
  if (waiting === 0) return `nobody waits yet (${leased})`
  const who = waiting === 1 ? `1 ${waiter} waits` : `${waiting} ${waiter}s wait`
  return `${who} for a ${unit} of this ${of} (${leased})`
}

function stallText(held: HeldResponse): string {
  const { stall } = held
  switch (stall) {
    case 'application does not read':
      return `this application: ${neglectText(held)}`
    case 'server silent':
      return 'the server: it sends nothing'
    case 'path dead':
      return 'the path: the peer no longer answers'
    case undefined:
      return ''
  }
}

/** One line: there are many more of a call site than when it was reported. `last`: one of them. */
export function grownText(
  { state, count }: { readonly state: Block['state']; readonly count: number },
  last: HeldResponse,
  cwd: string,
): string {
  const { many, verb } = WORDS[last.client]
  return `halfopen: ${state}: now ${count} ${many}, such as ${subjectText(last)}, ${verb} by ${siteText(last.site, cwd)}\n`
}

/** One line: the responses of a call site that was reported are all gone. */
export function returnedText(last: HeldResponse, cwd: string): string {
  const by = last.site === undefined ? '' : `, ${WORDS[last.client].verb} by ${siteText(last.site, cwd)}`
  return `halfopen: returned: ${subjectText(last)} after ${formatDuration(last.ageMs)} (${last.ending})${by}\n`
}
