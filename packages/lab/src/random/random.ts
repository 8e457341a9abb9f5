import { randomInt } from 'node:crypto'

/** Numbers from 0 up to 1, the same ones for the same seed. */
export type Random = () => number

/** A seed for when the user gave none; print it, so that the run can be repeated. */
export const newSeed = (): number => randomInt(0, 2 ** 31)

/** mulberry32: small, fast, and good enough to scatter delays; not for secrets. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
