// @ts-check

/**
 * What a piece of work in this process costs: CPU of all its threads, and time.
 *
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<{cpu: number, wall: number, result: T}>} seconds
 */
export async function cost(work) {
  const cpuBefore = process.cpuUsage()
  const before = process.hrtime.bigint()
  const result = await work()
  const wall = Number(process.hrtime.bigint() - before) / 1e9
  const { user, system } = process.cpuUsage(cpuBefore)
  return { cpu: (user + system) / 1e6, wall, result }
}
