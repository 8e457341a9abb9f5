// @ts-check
/** How long one waits for the program's first line. */
import { insideArena } from '../arena/index.mjs'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { programFile } from '../repository.mjs'
import { compileStopwatch, inRotation, median, timeCommand } from '../stopwatch/index.mjs'

/** @typedef {import('../stopwatch/command.mjs').Sample} Sample */
/** @typedef {{label: string, command: string[], samples: Sample[]}} Start */

const COMMAND = 'node bench/start/run.mjs'
const UNTIMED_ROUNDS = 2

const options = readOptions(COMMAND, {
  rounds: { default: 21, help: 'every round starts each program once' },
  out: { default: 'bench/results/start.md', help: 'the report; its raw figures stand beside it as .json' },
})

await insideArena(async (scratch) => {
  const starts = [
    start('`halfopen doctor --help`', [programFile(), 'doctor', '--help']),
    start('`node -e 0`', ['-e', '0']),
  ]
  const stopwatch = compileStopwatch(scratch)
  // The first starts read the files from the disk.
  await inRotation(UNTIMED_ROUNDS, starts, async ({ command }) => void (await timeCommand(stopwatch, command)))
  await inRotation(options.rounds, starts, async ({ command, samples }) => {
    samples.push(await timeCommand(stopwatch, command))
  })
  report(starts)
})

/**
 * @param {string} label
 * @param {string[]} args
 * @returns {Start}
 */
function start(label, args) {
  return { label, command: [process.execPath, ...args], samples: [] }
}

/** @param {readonly Start[]} starts */
function report(starts) {
  const [ours = Number.NaN, node = Number.NaN] = starts.map(({ samples }) => wallMs(samples))
  const rows = starts.map(({ label, samples }) => row(label, samples))
  const judged = judge([
    { what: '`halfopen doctor --help`, median', measured: ours, bound: { atMost: 250 }, unit: 'ms' },
  ])
  writeReport({
    out: options.out,
    title: 'The start of the program',
    command: commandLine(COMMAND, options),
    sections: [
      `From the start of the process to its end, ${options.rounds} interleaved rounds with files already in the page cache. The program's own share is ${(ours - node).toFixed(0)} ms.`,
      table(['command', 'median ms', 'least ms', 'most ms', 'CPU ms', 'peak MB'], rows),
      targetLines(judged),
    ],
    raw: { rounds: options.rounds, series: starts.map(({ label, samples }) => ({ label, samples })), targets: judged },
  })
}

/** @param {readonly Sample[]} samples */
function wallMs(samples) {
  return median(samples.map(({ wall }) => wall * 1000))
}

/** @param {string} label @param {readonly Sample[]} samples */
function row(label, samples) {
  const wall = samples.map((sample) => sample.wall * 1000)
  const cpu = median(samples.map((sample) => sample.cpu * 1000))
  const peak = Math.max(...samples.map(({ peakMb }) => peakMb))
  return [label, ...[median(wall), Math.min(...wall), Math.max(...wall), cpu, peak].map((n) => n.toFixed(0))]
}
