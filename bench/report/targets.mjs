// @ts-check
import { table } from './table.mjs'

/**
 * @typedef {object} Target
 * @property {string} what
 * @property {number} measured
 * @property {{atMost: number} | {atLeast: number}} bound
 * @property {string} unit
 */

/**
 * Judges each target and lets the exit code say it: 0 all met, 1 one missed.
 *
 * @param {readonly Target[]} targets
 */
export function judge(targets) {
  const judged = targets.map((target) => ({ ...target, pass: met(target) }))
  if (judged.some(({ pass }) => !pass)) process.exitCode = 1
  return judged
}

/** @param {Target} target */
function met({ bound, measured }) {
  return 'atMost' in bound ? measured <= bound.atMost : measured >= bound.atLeast
}

/** @param {readonly (Target & {pass: boolean})[]} judged */
export function targetLines(judged) {
  const rows = judged.map(({ what, measured, bound, unit, pass }) => [
    what,
    'atMost' in bound ? `≤ ${bound.atMost} ${unit}`.trim() : `≥ ${bound.atLeast} ${unit}`.trim(),
    `${threeDigits(measured)} ${unit}`.trim(),
    pass ? 'PASS' : 'MISS',
  ])
  return table(['target', 'bound', 'measured', 'verdict'], rows)
}

/** @param {number} value */
function threeDigits(value) {
  if (Number.isNaN(value)) return 'unknown'
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
