/**
 * Whether a network namespace has no TCP socket at all, by its
 * /proc/net/sockstat and sockstat6 (net/ipv4/proc.c): none hashed, none in
 * TIME-WAIT. False when in doubt.
 */
export function hasNoTcp(sockstat: string, sockstat6: string): boolean {
  const line = /^TCP: inuse (\d+) .*\btw (\d+)/m.exec(sockstat)
  // A kernel without IPv6 has no second file.
  const line6 = sockstat6 === '' ? ['', '0'] : /^TCP6: inuse (\d+)/m.exec(sockstat6)
  return line?.[1] === '0' && line[2] === '0' && line6?.[1] === '0'
}
