import type { NamespaceCounters } from '@halfopen/core'

/** /proc/net/snmp and /proc/net/netstat are pairs of lines: names, then values. */
export function parseCounters(snmp: string, netstat: string): NamespaceCounters | null {
  const tcp = pair(snmp, 'Tcp:')
  const extended = pair(netstat, 'TcpExt:')
  if (tcp === null || extended === null) return null
  return {
    estabResets: tcp.get('EstabResets') ?? 0,
    abortOnData: extended.get('TCPAbortOnData') ?? 0,
    abortOnLinger: extended.get('TCPAbortOnLinger') ?? 0,
    listenOverflows: extended.get('ListenOverflows') ?? 0,
  }
}

function pair(text: string, prefix: string): ReadonlyMap<string, number> | null {
  const [names, values] = text.split('\n').filter((line) => line.startsWith(prefix))
  if (names === undefined || values === undefined) return null
  const numbers = values.split(' ')
  return new Map(names.split(' ').map((name, i) => [name, Number(numbers[i]) || 0]))
}
