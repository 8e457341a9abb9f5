import type { TcpState } from '@halfopen/core'

const FIN_RECEIVED: ReadonlySet<TcpState> = new Set(['CLOSE-WAIT', 'LAST-ACK', 'CLOSING', 'TIME-WAIT'])

/** The kernel counts the other end's FIN as a received byte (tcp_rcv_nxt_update in net/ipv4/tcp_input.c). */
export function bytesWithoutFin({ state, bytesReceived }: { state: TcpState; bytesReceived: number }): number {
  return FIN_RECEIVED.has(state) ? Math.max(0, bytesReceived - 1) : bytesReceived
}
