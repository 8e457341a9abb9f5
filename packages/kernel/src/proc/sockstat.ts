/**
 * How many TCP sockets a network namespace has, by its /proc/net/sockstat and
 * sockstat6 (net/ipv4/proc.c): those in use and those in TIME-WAIT. null when
 * they do not tell.
 */
export function parseTcpSockets(sockstat: string, sockstat6: string): number | null {
  const line = /^TCP: inuse (\d+) .*\btw (\d+)/m.exec(sockstat)
  // A kernel without IPv6 has no second file.
  const line6 = sockstat6 === '' ? ['', '0'] : /^TCP6: inuse (\d+)/m.exec(sockstat6)
  return line === null || line6 === null ? null : Number(line[1]) + Number(line[2]) + Number(line6[1])
}
