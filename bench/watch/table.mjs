// @ts-check
/** The connection table that both benchmarks of this folder look at. */
import { compile, holdConnections, roomFor } from '../arena/index.mjs'

const PROCESSES = 8
const CLOSE_PERCENT = 5

/** @param {string} scratch @param {number} wanted rows */
export async function holdTable(scratch, wanted) {
  const shape = { processes: PROCESSES, closePercent: CLOSE_PERCENT }
  const { rows, because } = roomFor({ wanted, ...shape })
  if (because !== null) process.stderr.write(`${rows} connections instead of ${wanted}: limited by ${because}\n`)
  const program = compile(new URL('../arena/hold.c', import.meta.url), scratch)
  return holdConnections({ program, rows, ...shape })
}
