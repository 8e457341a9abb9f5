import { readFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'

/** How many of the ephemeral ports are taken by connections to one remote. */
export interface PortUse {
  readonly used: number
  readonly total: number
}

/** Undefined where the kernel does not show it. Fields: Documentation/networking/proc_net_tcp.rst */
export function portUse(address: string | undefined, port: number | undefined): PortUse | undefined {
  if (address === undefined || port === undefined) return undefined
  try {
    const [first = 0, last = 0] = numbersIn(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1'))
    return { used: localPortsTo(address, port, { first, last }), total: last - first + 1 }
  } catch {
    return undefined
  }
}

function numbersIn(text: string): number[] {
  return text.trim().split(/\s+/).map(Number)
}

function localPortsTo(address: string, port: number, range: { first: number; last: number }): number {
  const remote = `${isIPv4(address) ? hexOfIPv4(address) : ''}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const table = readFileSync(isIPv4(address) ? '/proc/self/net/tcp' : '/proc/self/net/tcp6', 'latin1')
  const ports = new Set<number>()
  for (const line of table.split('\n').slice(1)) {
    // sl local remote …
    const [, local = '', peer = ''] = line.trim().split(/\s+/, 3)
    const localPort = Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)
    if (peer.endsWith(remote) && localPort >= range.first && localPort <= range.last) ports.add(localPort)
  }
  return ports.size
}

/** As the kernel prints it: the bytes in the order of the host, which is little-endian wherever Node.js runs on Linux but s390x. */
function hexOfIPv4(address: string): string {
  const bytes = Buffer.from(address.split('.').map(Number)).reverse()
  return bytes.toString('hex').toUpperCase()
}
