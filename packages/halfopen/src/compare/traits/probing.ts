import type { ComparedConnection, Silence } from '../facts/index.js'

/** Our look before a reset is a little older than the reset. */
const LOOK_MS = 250
/** The kernel's timers are late by up to an eighth (kernel/time/timer.c), and the machine may be busy. */
const LATEST = 1.125
const BUSY_MS = 500

/**
 * What a connection's own TCP keep-alive did in a silence. `before-first`: armed, and the silence ended before its
 * first probe was due. `due`: the silence was longer, but the kernel, whose timers run late by up to an eighth, had not
 * counted a probe yet. `unknown`: its time or its segments could not be read, or what was sent answered the other end.
 */
export type Probing = 'unarmed' | 'before-first' | 'due' | 'probed' | 'unknown'

export function probing(one: ComparedConnection, { ms, segmentsOut }: Silence = one.lastSilence): Probing {
  const { keepAlive, closedBy } = one
  if (keepAlive === null) return 'unknown'
  if (!keepAlive.enabled) return segmentsOut === 0 ? 'unarmed' : 'unknown'
  if (segmentsOut > 0) return 'probed'
  if (keepAlive.timeS === null) return 'unknown'
  const timeMs = keepAlive.timeS * 1000
  if (endedAtFirstProbe(one) || (wasCut(closedBy) && ms >= timeMs - LOOK_MS)) return 'probed'
  return ms < timeMs ? 'before-first' : 'due'
}

/**
 * It was gone when its first probe was due, and by a reset: the probe and its answer come between two looks, and so may
 * the client's close(2), after which only the missing TIME-WAIT tells.
 */
export function endedAtFirstProbe({ keepAlive, closedBy, closedMs, lastSilence: { ms } }: ComparedConnection): boolean {
  const timeMs = keepAlive?.enabled === true && keepAlive.timeS !== null ? keepAlive.timeS * 1000 : null
  if (timeMs === null || ms < timeMs - LOOK_MS || ms > timeMs * LATEST + BUSY_MS) return false
  return closedBy === 'reset' || (closedBy === null && closedMs !== null)
}

/** By a RST, or because the kernel gave it up. */
const wasCut = (closedBy: ComparedConnection['closedBy']): boolean => closedBy === 'reset' || closedBy === 'timed-out'
