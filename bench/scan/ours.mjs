// @ts-check
/**
 * node ours.mjs cold | warm | without-owners
 *
 * Scans in a fresh process and prints what it cost as JSON:
 *   cold            the first scan, owners included
 *   warm            the median of five scans after the first, owners included
 *   without-owners  the first scan of a scanner that looks for no owners
 */
import { cost, median } from '../stopwatch/index.mjs'
import { openScanner } from './halfopen-scanner.mjs'

/** @typedef {import('./halfopen-scanner.mjs').OpenScanner} OpenScanner */

const WARM_SCANS = 5

/** @param {OpenScanner} scanner */
const one = (scanner) => cost(() => scanner.scan())

/** @param {OpenScanner} scanner */
async function warm(scanner) {
  await scanner.scan()
  const scans = []
  for (let scan = 0; scan < WARM_SCANS; scan += 1) scans.push(await one(scanner))
  return {
    cpu: median(scans.map(({ cpu }) => cpu)),
    wall: median(scans.map(({ wall }) => wall)),
    result: scans.at(-1)?.result,
  }
}

const mode = process.argv[2]
const scanner = await openScanner({ owners: mode !== 'without-owners' })
const { cpu, wall, result } = await (mode === 'warm' ? warm(scanner) : one(scanner))
await scanner.close()
process.stdout.write(`${JSON.stringify({ cpu, wall, ...result })}\n`)
