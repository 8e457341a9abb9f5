import { formatDuration } from '@halfopen/core'
import type { CallSite } from '../callsite/index.js'
import type { HeldResponse } from './held.js'

/** What is said of one call site: its responses that came into the same state in the same look. */
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
    ['opened by', siteText(first.site, cwd)],
    ['held', heldText(held)],
    ['behind it', waitingText(first)],
    ['stalled by', stallText(first)],
    ['remedy', remedyText(first)],
  ]
  const lines = rows.filter(([, text]) => text !== '').map(([name, text]) => `  ${name.padEnd(10)}  ${text}\n`)
  return `halfopen: ${headline(state, held, first)}\n${lines.join('')}`
}

function headline(state: string, held: readonly HeldResponse[], first: HeldResponse): string {
  const what = held.length === 1 ? 'a response is held unread' : `${held.length} responses are held unread`
  const why = first.ending === 'collected' ? 'a response was dropped unread' : what
  return `${state}: ${why}: ${requestText(first)}`
}

/** `GET https://host:443/path (503)`. */
export function requestText({ method, origin, path, status }: HeldResponse): string {
  return `${method} ${origin}${path} (${status ?? 'no status'})`
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
  const bytes = held.reduce((sum, { bufferedBytes }) => sum + (bufferedBytes ?? 0), 0)
  const count = held.length === 1 ? '1 connection' : `${held.length} connections`
  return `${count} for ${formatDuration(oldest)}, ${bytesText(bytes)} waiting to be read`
}

/** `64 KiB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}

function waitingText({ waiting, pool, ending }: HeldResponse): string {
  if (ending !== undefined || (waiting === 0 && pool.max === undefined)) return ''
  const of = pool.max === undefined ? `${pool.leased} leased` : `${pool.leased} of ${pool.max} leased`
  const who = waiting === 0 ? 'nobody yet' : waiting === 1 ? '1 request waits' : `${waiting} requests wait`
  return `${who} for a connection of this pool (${of})`
}

function stallText({ stall }: HeldResponse): string {
  switch (stall) {
    case 'application does not read':
      return 'this application: the bytes are here, nobody reads them'
    case 'server silent':
      return 'the server: it sends nothing'
    case 'path dead':
      return 'the path: the peer no longer answers'
    case undefined:
      return ''
  }
}

/** What the application should have done, in the words of its library. */
export function remedyText({ client }: HeldResponse): string {
  switch (client) {
    case 'fetch':
      return 'read it (await response.text()) or let it go (await response.body?.cancel()), for error statuses too'
    case 'undici':
      return 'read it (await body.text()) or let it go (await body.dump()), for error statuses too'
    case 'http':
      return 'read it or let it go (response.resume()), for error statuses too'
    case 'http2':
      return 'read it or let it go (stream.close()), for error statuses too'
  }
}

/** One line: the responses of a call site that was reported are all gone. */
export function returnedText(last: HeldResponse, cwd: string): string {
  const by = last.site === undefined ? '' : `, opened by ${siteText(last.site, cwd)}`
  return `halfopen: returned: ${requestText(last)} after ${formatDuration(last.ageMs)} (${last.ending})${by}\n`
}
