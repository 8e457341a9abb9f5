// @ts-check
/** What does `halfopen run` cost the command that it runs? */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { insideArena } from '../arena/index.mjs'
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { programFile } from '../repository.mjs'
import { compileStopwatch, inRotation, median, timeCommand } from '../stopwatch/index.mjs'

/** @typedef {import('../stopwatch/command.mjs').Sample & {tookMs: number}} Sample */
/** @typedef {{label: string, command: string[], samples: Sample[]}} Way */

const COMMAND = 'node bench/run/run.mjs'

const options = readOptions(COMMAND, {
  requests: { default: 1500, help: 'that the suite makes' },
  rounds: { default: 15, help: 'every round runs the suite each way once' },
  out: { default: 'bench/results/run.md', help: 'the report; its raw figures stand beside it as .json' },
})

await insideArena(async (scratch) => {
  const suite = [process.execPath, fileURLToPath(new URL('suite.mjs', import.meta.url)), String(options.requests)]
  const plain = way('the suite alone', suite)
  const observed = way('`halfopen run --` the suite', [process.execPath, programFile(), 'run', '--', ...suite])
  const stopwatch = compileStopwatch(scratch)
  const output = join(scratch, 'suite.json')
  /** @param {Way} way */
  const measure = async ({ command, samples }) => {
    const sample = await timeCommand(stopwatch, command, { output })
    samples.push({ ...sample, tookMs: JSON.parse(readFileSync(output, 'utf8').split('\n')[0] ?? '').tookMs })
  }
  await inRotation(1, [plain, observed], measure)
  for (const { samples } of [plain, observed]) samples.length = 0
  await inRotation(options.rounds, [plain, observed], measure)
  report(plain, observed)
})

/**
 * @param {string} label
 * @param {string[]} command
 * @returns {Way}
 */
function way(label, command) {
  return { label, command, samples: [] }
}

/** @param {Way} plain @param {Way} observed */
function report(plain, observed) {
  const [alone, under] = [plain, observed].map(({ samples }) => median(samples.map(({ tookMs }) => tookMs)))
  const ratio = (under ?? Number.NaN) / (alone ?? Number.NaN)
  const judged = judge([
    {
      what: "the suite's own time under `halfopen run`, ratio of the medians",
      measured: ratio,
      bound: { atMost: 1.1 },
      unit: '×',
    },
  ])
  writeReport({
    out: options.out,
    title: 'What `halfopen run` costs the command',
    command: commandLine(COMMAND, options),
    sections: [
      `A suite of ${options.requests} requests to a server of its own, ${options.rounds} interleaved rounds. *Own* is what the suite measures itself, *whole* is from the start of the process to its end.`,
      table(['', 'own ms', 'least', 'most', 'whole ms', 'CPU ms'], [plain, observed].map(row)),
      targetLines(judged),
    ],
    raw: {
      rounds: options.rounds,
      series: [plain, observed].map(({ label, samples }) => ({ label, samples })),
      targets: judged,
    },
  })
}

/** @param {Way} way */
function row({ label, samples }) {
  const own = samples.map(({ tookMs }) => tookMs)
  const whole = median(samples.map(({ wall }) => wall * 1000))
  const cpu = median(samples.map(({ cpu }) => cpu * 1000))
  return [label, ...[median(own), Math.min(...own), Math.max(...own), whole, cpu].map((n) => n.toFixed(0))]
}
