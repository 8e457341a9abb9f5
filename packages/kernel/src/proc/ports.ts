/** The kernel's own default (net/ipv4/af_inet.c, inet_init_net). */
export const DEFAULT_EPHEMERAL_PORTS: readonly [number, number] = [32_768, 60_999]

/** /proc/sys/net/ipv4/ip_local_port_range. */
export function parsePortRange(text: string): readonly [number, number] | null {
  const match = /^(\d+)\s+(\d+)/.exec(text)
  return match === null ? null : [Number(match[1]), Number(match[2])]
}
