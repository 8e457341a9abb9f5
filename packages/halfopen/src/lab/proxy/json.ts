import type { ProxyEvent, ProxyServer } from '@halfopen/lab'

/** The first line of `--json`. */
export function startRow(server: ProxyServer): string {
  const { url, address, seed, sockets } = server
  return JSON.stringify({ schema: 'halfopen.lab.proxy/1', url, ...address, seed, sockets, proxies: server.proxies() })
}

/** Every later line. */
export const eventRow = (event: ProxyEvent): string => JSON.stringify({ at: new Date().toISOString(), ...event })
