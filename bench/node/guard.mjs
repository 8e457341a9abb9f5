// @ts-check
/** Whether a server at its descriptor limit still answers: with the guard, and without. */
import { commandLine, judge, readOptions, table, targetLines, writeReport } from '../report/index.mjs'
import { median } from '../stopwatch/index.mjs'
import { buildSiege } from './build-siege.mjs'

const COMMAND = 'node bench/node/guard.mjs'

const options = readOptions(COMMAND, {
  connections: { default: 20_000, help: 'opened around the server, of five kinds in turn' },
  descriptors: { default: 1_024, least: 64, help: 'ulimit -n of the server' },
  questions: { default: 200, help: 'asked when all have been opened' },
  out: { default: 'bench/results/node-guard.md', help: 'the report; its raw figures stand beside it as .json' },
})

/** @typedef {{asked: number, answered: number, refusals: number, ms: number[], failures: Record<string, number>}} Answers */
/** @typedef {{opened: number, held: number, during: Answers, after: Answers, stats: any}} Outcome */

const built = await buildSiege()
try {
  report(await besiege({}), await besiege(null))
} finally {
  await built.remove()
}

/**
 * @param {object | null} guardOptions
 * @returns {Promise<Outcome>}
 */
function besiege(guardOptions) {
  const { connections, descriptors, questions } = options
  const { program, siege } = built
  return siege({ program, node: process.execPath, options: guardOptions, connections, descriptors, questions })
}

/** @param {Outcome} guarded @param {Outcome} bare */
function report(guarded, bare) {
  const judged = judge([
    target('answered while they come, guarded', guarded.during, { atLeast: 1 }),
    target('answered when all have come, guarded', guarded.after, { atLeast: 1 }),
    {
      what: 'times without a descriptor, guarded',
      measured: guarded.stats.descriptors.exhausted,
      bound: { atMost: 0 },
      unit: '',
    },
    target('answered when all have come, unguarded', bare.after, { atMost: 0 }),
  ])
  writeReport({
    out: options.out,
    title: 'The server guard',
    command: commandLine(COMMAND, options),
    sections: [
      `A server of node:http at \`ulimit -n ${options.descriptors}\`. Around it ${options.connections} connections come, as fast as they can: a fifth each silent, with a header line a second, with a body of a byte a second, with a 16 MB response that nobody reads, and idle after a request. Each is held for as long as the server lets it. Meanwhile a client asks, one request after the other, each on a new connection; when it is told 503 it asks again after a second, and gives up after ten.`,
      table(
        ['server', 'when', 'asked', 'answered', '503, asked again', 'failed', 'median ms', 'most ms'],
        [
          row('guarded', 'while they come', guarded.during),
          row('guarded', 'when all have come', guarded.after),
          row('unguarded', 'while they come', bare.during),
          row('unguarded', 'when all have come', bare.after),
        ],
      ),
      'Failures of the unguarded one are resets and closes without an answer: libuv accepts and closes. What the guard says of itself at the end:',
      table(['figure', 'value'], figures(guarded)),
      targetLines(judged),
    ],
    raw: { guarded, unguarded: bare, targets: judged },
  })
}

/**
 * @param {string} what
 * @param {Answers} answers
 * @param {{atLeast: number} | {atMost: number}} bound
 */
function target(what, { asked, answered }, bound) {
  return { what, measured: answered / asked, bound, unit: '' }
}

/**
 * @param {string} server
 * @param {string} when
 * @param {Answers} answers
 */
function row(server, when, { asked, answered, refusals, ms, failures }) {
  const failed = Object.entries(failures).map(([code, count]) => `${count} ${code}`)
  const times = ms.length === 0 ? ['–', '–'] : [median(ms).toFixed(1), Math.max(...ms).toFixed(0)]
  return [server, when, `${asked}`, `${answered}`, `${refusals}`, failed.join(', ') || '0', ...times]
}

/** @param {Outcome} guarded */
function figures(guarded) {
  const { accepted, refused, budget, descriptors, open, closed } = guarded.stats
  const reasons = Object.entries(closed).filter(([, count]) => Number(count) > 0)
  return [
    ['let in', `${accepted}`],
    ['refused', `${refused}`],
    ['open, of a budget of', `${open} of ${budget}`],
    ['descriptors used, of', `${descriptors.used} of ${descriptors.limit}`],
    ...reasons.map(([reason, count]) => [`closed: ${reason}`, `${count}`]),
  ]
}
