import { setTimeout as sleep } from 'node:timers/promises'
import type { LabProxy, Random, ToxicSpec } from '@halfopen/lab'
import { monotonicMs, type PathName, type Window } from './paths.js'

/** A fault that can be put in force, and what ends it. */
export interface Fault {
  readonly name: string
  /** At least and at most so long, ms. */
  readonly lasts: readonly [number, number]
  apply(random: Random): Promise<() => Promise<unknown>>
}

/** From `a` up to `b`. */
export const between = (random: Random, [a, b]: readonly [number, number]) => a + random() * (b - a)

/** Puts one fault after the other in force on a path, with pauses, until told to stop. */
export async function playFaults(
  on: { readonly path: PathName; readonly faults: readonly Fault[]; readonly random: Random },
  windows: Window[],
  signal: AbortSignal,
): Promise<void> {
  const { path, faults, random } = on
  for (;;) {
    if (!(await pause(between(random, [500, 1500]), signal))) return
    const fault = faults[Math.floor(random() * faults.length)]
    if (fault === undefined) return
    const fromMs = monotonicMs()
    const undo = await fault.apply(random)
    await pause(between(random, fault.lasts), signal)
    await undo()
    windows.push({ path, fault: fault.name, fromMs, untilMs: monotonicMs() })
  }
}

/** @returns false: it was ended early. */
const pause = (ms: number, signal: AbortSignal) =>
  sleep(ms, undefined, { signal }).then(
    () => true,
    () => false,
  )

/** A toxic for a while; its attributes are drawn each time. */
export function toxic(proxy: LabProxy, draw: (random: Random) => ToxicSpec, lasts: Fault['lasts'] = [100, 400]): Fault {
  const name = draw(() => 0).type
  return {
    name,
    lasts,
    async apply(random) {
      const added = await proxy.toxics.add(draw(random))
      return () => proxy.toxics.remove(added.name)
    },
  }
}

/** Connections are refused, and those that are open are dropped. */
export const down = (proxy: LabProxy): Fault => ({
  name: 'down',
  lasts: [30, 200],
  async apply() {
    await proxy.update({ enabled: false })
    return () => proxy.update({ enabled: true })
  },
})
