// @ts-check

/**
 * Calls every contender once a round, each round beginning with the next one:
 * a disturbance of the machine, or the trace of a neighbour in the caches,
 * falls on all of them alike.
 *
 * @template T
 * @param {number} rounds
 * @param {readonly T[]} contenders
 * @param {(contender: T, round: number) => Promise<void>} measure
 */
export async function inRotation(rounds, contenders, measure) {
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contenders.length
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      await measure(contender, round)
    }
  }
}

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  const high = sorted[Math.floor(middle)] ?? Number.NaN
  return (low + high) / 2
}
