import type { LabProxy, Random, ToxicSpec } from '@halfopen/lab'
import { FORGET_MS, type PathName } from './paths.js'
import { between, down, type Fault, toxic } from './schedule.js'

/** Toxics that stay for the whole soak. */
export const STANDING: Readonly<Partial<Record<PathName, readonly ToxicSpec[]>>> = {
  forget: [{ type: 'idle_forget', attributes: { idle: FORGET_MS, at_expiry: 'reset-late' } }],
  // After some ten requests, in the middle of one.
  'every-n': [{ type: 'close_after', stream: 'upstream', attributes: { bytes: 1_500, how: 'fin' } }],
}

/** Toxics and worse that come and go. */
export const CHANGING = {
  slow: (proxy: LabProxy): Fault[] => [
    toxic(proxy, () => ({ type: 'latency', attributes: { latency: 10, jitter: 10 } })),
    toxic(proxy, () => ({ type: 'slicer', attributes: { average_size: 3_000, size_variation: 1_000, delay: 200 } })),
    toxic(proxy, (random) => ({ type: 'slow_accept', attributes: { delay: whole(random, [10, 100]) } })),
  ],
  resets: (proxy: LabProxy): Fault[] => [
    toxic(proxy, (random) => reset('downstream', random)),
    toxic(proxy, (random) => reset('upstream', random)),
  ],
  cuts: (proxy: LabProxy): Fault[] => [
    toxic(proxy, (random) => ({ type: 'limit_data', attributes: { bytes: whole(random, [0, 30_000]) } })),
    toxic(proxy, (random) => cut('fin', random)),
    toxic(proxy, (random) => cut('rst', random)),
    toxic(proxy, (random) => ({ type: 'close_after', attributes: { seconds: between(random, [0.05, 0.3]) } })),
  ],
  silent: (proxy: LabProxy): Fault[] => [
    toxic(proxy, (random) => ({ type: 'timeout', attributes: { timeout: whole(random, [200, 1_500]) } }), LONG),
    toxic(proxy, () => ({ type: 'half_open', stream: 'upstream' }), LONG),
    toxic(proxy, () => ({ type: 'half_open', stream: 'downstream' }), LONG),
  ],
  down: (proxy: LabProxy): Fault[] => [down(proxy)],
} satisfies Partial<Record<PathName, (proxy: LabProxy) => Fault[]>>

const LONG = [500, 2_500] as const
const whole = (random: Random, range: readonly [number, number]) => Math.round(between(random, range))

const reset = (stream: 'upstream' | 'downstream', random: Random): ToxicSpec => ({
  type: 'reset_peer',
  stream,
  toxicity: between(random, [0.2, 1]),
  attributes: { timeout: whole(random, [0, 20]) },
})

const cut = (how: 'fin' | 'rst', random: Random): ToxicSpec => ({
  type: 'close_after',
  attributes: { bytes: whole(random, [1, 30_000]), how },
})
