import { readFileSync } from 'node:fs'
import { monotonicNow } from '../clock/index.js'

/**
 * Local ports of connections to which the peer's kernel no longer answers: on
 * Linux, those that retransmit, or whose keep-alive probes go unanswered, for
 * the second time and more. Elsewhere nobody can tell: empty.
 *
 * Fields: Documentation/networking/proc_net_tcp.rst.
 */
export function deadLocalPorts(): ReadonlySet<number> {
  const now = monotonicNow()
  if (now >= readAgainAt) {
    latest = deadIn(['/proc/self/net/tcp', '/proc/self/net/tcp6'].flatMap(readLines))
    readAgainAt = monotonicNow() + READ_EVERY_MS
  }
  return latest
}

/** The table of a busy host takes a tenth of a second to read, and whoever asks for a snapshot may ask often. */
const READ_EVERY_MS = 1000
let latest: ReadonlySet<number> = new Set()
let readAgainAt = 0

/** The same from the lines of the table, without its heading. */
export function deadIn(lines: readonly string[]): ReadonlySet<number> {
  const ports = new Set<number>()
  for (const line of lines) addDead(ports, line)
  return ports
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split('\n').slice(1)
  } catch {
    return []
  }
}

const RETRANSMIT = 1
const KEEP_ALIVE = 2
const MIN_UNANSWERED = 2

function addDead(ports: Set<number>, line: string): void {
  // sl local remote state tx:rx timer:when retransmits uid unanswered-probes …
  const [, local, , , , timer, retransmits, , probes] = line.trim().split(/\s+/)
  if (local === undefined || timer === undefined) return
  const kind = Number.parseInt(timer, 16)
  const unanswered =
    kind === RETRANSMIT ? Number.parseInt(retransmits ?? '0', 16) : kind === KEEP_ALIVE ? Number(probes) : 0
  if (unanswered >= MIN_UNANSWERED) ports.add(Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16))
}
