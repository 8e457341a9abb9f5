// @ts-check
/** From the samples of all rounds to the tables of the report. */
import { table } from '../report/index.mjs'
import { median } from '../stopwatch/index.mjs'

/** @typedef {import('../stopwatch/command.mjs').Sample} Sample */
/** @typedef {{id: string, label: string, samples: Sample[]}} Series */
/** @typedef {Sample & {cpuLeast: number, cpuMost: number}} Summary */

/** @param {Series} series @returns {Summary} */
function summarise({ samples }) {
  const cpu = samples.map((sample) => sample.cpu)
  return {
    cpu: median(cpu),
    cpuLeast: Math.min(...cpu),
    cpuMost: Math.max(...cpu),
    wall: median(samples.map((sample) => sample.wall)),
    peakMb: Math.max(...samples.map((sample) => sample.peakMb)),
  }
}

/** @param {readonly Series[]} all */
export function contenderTable(all) {
  const cpuOf = (/** @type {string} */ id) => cpu(all, id)
  const rows = all.map((series) => {
    const it = summarise(series)
    return [
      series.label,
      it.cpu.toFixed(3),
      `${it.cpuLeast.toFixed(3)}–${it.cpuMost.toFixed(3)}`,
      it.wall.toFixed(3),
      it.peakMb.toFixed(0),
      `${(it.cpu / cpuOf('floor')).toFixed(2)} ×`,
      less(cpuOf('ssOwners') / it.cpu),
      less(cpuOf('lsof') / it.cpu),
    ]
  })
  const head = [
    'contender',
    'CPU s',
    'least–most',
    'wall s',
    'peak MB',
    'CPU / floor',
    'less than `ss -tanp`',
    'less than `lsof`',
  ]
  return table(head, rows)
}

/** @param {number} ratio */
const less = (ratio) => `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)} ×`

/** @param {readonly Series[]} all @param {string} id */
function cpu(all, id) {
  const series = all.find((candidate) => candidate.id === id)
  return series ? summarise(series).cpu : Number.NaN
}

/** @param {readonly import('./seen.mjs').Seen[]} all */
export function seenTable(all) {
  const rows = all.map(({ contender, rows, owners }) => [contender, String(rows), String(owners ?? '–')])
  return table(['contender', 'connections seen', 'owners found'], rows)
}

/** @param {readonly Series[]} all */
export function targets(all) {
  const [floor, ss, lsof] = ['floor', 'ssOwners', 'lsof'].map((id) => cpu(all, id))
  const ratio = (/** @type {number} */ a = Number.NaN, /** @type {number} */ b = Number.NaN) => a / b
  const [warm, cold] = [cpu(all, 'warm'), cpu(all, 'cold')]
  return [
    {
      what: 'CPU of a warm scan with owners, against the floor',
      measured: ratio(warm, floor),
      bound: { atMost: 1.5 },
      unit: '×',
    },
    { what: 'CPU of `ss -tanp`, against a warm scan', measured: ratio(ss, warm), bound: { atLeast: 30 }, unit: '×' },
    { what: 'CPU of `ss -tanp`, against a cold scan', measured: ratio(ss, cold), bound: { atLeast: 8 }, unit: '×' },
    {
      what: 'CPU of `lsof -nPi`, against a cold scan',
      measured: ratio(lsof, cold),
      bound: { atLeast: 2.5 },
      unit: '×',
    },
  ]
}
