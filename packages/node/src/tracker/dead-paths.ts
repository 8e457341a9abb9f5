import { readFileSync } from 'node:fs'

/**
 * Local ports of connections to which the peer's kernel no longer answers: on
 * Linux, those that retransmit, or whose keep-alive probes go unanswered, for
 * the second time and more. Elsewhere nobody can tell: empty.
 *
 * Fields: Documentation/networking/proc_net_tcp.rst.
 */
export function deadLocalPorts(): ReadonlySet<number> {
  return deadIn(['/proc/self/net/tcp', '/proc/self/net/tcp6'].flatMap(readLines))
}

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
