/**
 * TCP states by their RFC 9293 names. The numbers are the kernel's
 * (`include/net/tcp_states.h`); they appear only in decoders and in the
 * columns of a ConnectionTable.
 */
export const TCP_STATES = {
  ESTABLISHED: 1,
  'SYN-SENT': 2,
  'SYN-RECEIVED': 3,
  'FIN-WAIT-1': 4,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  CLOSED: 7,
  'CLOSE-WAIT': 8,
  'LAST-ACK': 9,
  LISTEN: 10,
  CLOSING: 11,
} as const

export type TcpState = keyof typeof TCP_STATES

const NAMES = new Map<number, TcpState>(Object.entries(TCP_STATES).map(([name, code]) => [code, name as TcpState]))

/** NEW_SYN_RECV (12) is the kernel's request socket: to the world it is SYN-RECEIVED. */
const NEW_SYN_RECV = 12

/** The RFC name of a kernel state number, or undefined for a number the kernel does not define. */
export function stateName(code: number): TcpState | undefined {
  return code === NEW_SYN_RECV ? 'SYN-RECEIVED' : NAMES.get(code)
}

/** The bit mask that asks the kernel for these states only (`idiag_states`). */
export function stateMask(states: readonly TcpState[]): number {
  let mask = 0
  for (const state of states) mask |= 1 << TCP_STATES[state]
  if (states.includes('SYN-RECEIVED')) mask |= 1 << NEW_SYN_RECV
  return mask
}

export const ALL_STATES: readonly TcpState[] = Object.keys(TCP_STATES) as TcpState[]
