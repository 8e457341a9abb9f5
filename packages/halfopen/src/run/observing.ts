import type { CommandEnd } from '../command/index.js'
import { type Clock, stopSignal } from '../host/index.js'
import { type Lookout, rounds } from '../looking/index.js'
import type { Command } from './observe.js'
import type { RunWatch } from './watching/index.js'

/** Often enough to see what a test of a tenth of a second leaves behind. */
const INTERVAL_MS = 50

export interface Observed {
  readonly end: CommandEnd
  readonly startedMs: number
  readonly endedMs: number
  readonly settledMs: number
  /** When a signal ended the settling; undefined: none did. */
  readonly interruptedMs: number | undefined
}

export interface Observing {
  readonly lookout: Lookout<RunWatch>
  readonly clock: Clock
}

/** Looks once before the command starts, while it runs, and then until what it left has settled. */
export async function observeCommand(
  { run, settleMs }: Pick<Command, 'run' | 'settleMs'>,
  observing: Observing,
): Promise<Observed> {
  const { clock, lookout } = observing
  // The first look is the dearest; and what is open now, the command is given.
  lookout.look()
  const startedMs = clock.now()
  const end = await lookUntil(run(), observing)
  const endedMs = clock.now()
  const interruptedMs = await settle(endedMs + settleMs, observing)
  return { end, startedMs, endedMs, settledMs: clock.now(), interruptedMs }
}

async function lookUntil(command: Promise<CommandEnd>, { lookout, clock }: Observing): Promise<CommandEnd> {
  const over = new AbortController()
  const looking = rounds({
    lookout: new PacedByCpu(lookout),
    clock,
    intervalMs: INTERVAL_MS,
    signal: over.signal,
    afterLook: () => undefined,
  })
  try {
    return await command
  } finally {
    over.abort()
    await looking
  }
}

/** Ctrl-C at a terminal reaches what the command left behind, too: what ends by it, ends within this. */
const AFTER_SIGNAL_MS = 500

/** Until no process outlives the command, or time is up, or a signal comes, and when that was. */
async function settle(untilMs: number, observing: Observing): Promise<number | undefined> {
  const stop = stopSignal()
  try {
    await lookUntilSettled(untilMs, stop.signal, observing)
    if (!stop.signal.aborted) return undefined
    const interruptedMs = observing.clock.now()
    await lookUntilSettled(interruptedMs + AFTER_SIGNAL_MS, undefined, observing)
    return interruptedMs
  } finally {
    stop.release()
  }
}

/** A process that has no connection may open one yet: it is waited for, too. */
async function lookUntilSettled(
  untilMs: number,
  stop: AbortSignal | undefined,
  { lookout, clock }: Observing,
): Promise<void> {
  const over = new AbortController()
  const isSettled = (): boolean => clock.now() >= untilMs || lookout.diagnosis.living === 0
  await rounds({
    lookout: new PacedByCpu(lookout),
    clock,
    intervalMs: INTERVAL_MS,
    signal: stop === undefined ? over.signal : AbortSignal.any([stop, over.signal]),
    afterLook: () => isSettled() && over.abort(),
  })
}

/**
 * What a look costs the command is the processor's time, not ours: a suite that keeps all cores busy makes looks take
 * long, and just then the next must not come late.
 */
class PacedByCpu {
  readonly #lookout: Observing['lookout']
  tookMs = 0

  constructor(lookout: Observing['lookout']) {
    this.#lookout = lookout
  }

  get looks(): number {
    return this.#lookout.looks
  }

  look(): void {
    const before = process.cpuUsage()
    this.#lookout.look()
    const { user, system } = process.cpuUsage(before)
    this.tookMs = (user + system) / 1000
  }
}
