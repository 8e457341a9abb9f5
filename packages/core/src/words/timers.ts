/**
 * What `idiag_timer` (net/ipv4/inet_diag.c) says is armed on a connection.
 * A retransmit or zero-window timer hides the keep-alive timer, so only
 * `none` proves that TCP keep-alive is off.
 */
export const TIMERS = { none: 0, retransmit: 1, keepAlive: 2, timeWait: 3, zeroWindow: 4 } as const

export type Timer = keyof typeof TIMERS

const NAMES = new Map<number, Timer>(Object.entries(TIMERS).map(([name, code]) => [code, name as Timer]))

export function timerName(code: number): Timer | undefined {
  return NAMES.get(code)
}
