// @ts-check
/** What it costs to see every connection of a host, and whose each one is. */
import { compile, holdConnections, insideArena, roomFor } from '../arena/index.mjs'
import { commandLine, judge, readOptions, targetLines, writeReport } from '../report/index.mjs'
import { requireBuilt } from '../repository.mjs'
import { compileStopwatch, inRotation } from '../stopwatch/index.mjs'
import { ours, peers } from './contenders.mjs'
import { contenderTable, seenTable, targets } from './results.mjs'
import { requireAllSeen, seenByOurs, seenByPeers, settled } from './seen.mjs'

/** @typedef {import('./contenders.mjs').Contender} Contender */

const COMMAND = 'node bench/scan/run.mjs'

const options = readOptions(COMMAND, {
  connections: { default: 100_000, help: 'connections to open; each is two rows of the table, as both ends are here' },
  rounds: { default: 5, help: 'every round runs each contender once' },
  'close-wait': { default: 5, least: 0, most: 100, help: 'percent of the client ends in CLOSE-WAIT' },
  processes: {
    default: 20,
    least: 2,
    most: 500,
    step: 2,
    help: 'processes that hold the connections: half serve, half connect',
  },
  'peers-only': { default: false, help: 'measure without halfopen, before it is built' },
  out: { default: 'bench/results/scan.md', help: 'the report; its raw figures stand beside it as .json' },
})

await insideArena(async (scratch) => {
  if (!options['peers-only']) requireBuilt('packages/kernel/dist')
  const programs = compileAll(scratch)
  const held = await fill(programs.hold)
  await settled(programs.floor, held.rows)
  const seen = await countOnce(programs, held.rows)
  const series = await measure(contenders(programs))
  await held.stop()
  report({ held, seen, series })
})

/** @param {string} scratch */
function compileAll(scratch) {
  return {
    hold: compile(new URL('../arena/hold.c', import.meta.url), scratch),
    floor: compile(new URL('floor.c', import.meta.url), scratch),
    stopwatch: compileStopwatch(scratch),
    scratch,
  }
}

/** @param {string} hold */
async function fill(hold) {
  const { processes } = options
  const closePercent = options['close-wait']
  // Where the server has closed, its end has left the table.
  const wanted = Math.floor(options.connections * (2 - closePercent / 100))
  const { rows, because } = roomFor({ wanted, processes, closePercent })
  if (because !== null) log(`${rows} rows instead of ${wanted}: limited by ${because}`)
  log(`opening connections for ${rows} rows in ${processes} processes`)
  return holdConnections({ program: hold, rows, processes, closePercent })
}

/** @param {ReturnType<typeof compileAll>} programs @param {number} rows */
async function countOnce(programs, rows) {
  log('counting what each contender sees')
  const byOurs = options['peers-only'] ? [] : await seenByOurs(programs)
  const seen = [...(await seenByPeers(programs)), ...byOurs]
  requireAllSeen(seen, rows)
  return seen
}

/** @param {ReturnType<typeof compileAll>} programs */
function contenders(programs) {
  return options['peers-only'] ? peers(programs) : [...peers(programs), ...ours(programs)]
}

/** @param {readonly Contender[]} all */
async function measure(all) {
  const series = all.flatMap(({ names }) =>
    Object.entries(names).map(([id, label]) => ({ id, label, samples: newSamples() })),
  )
  await inRotation(options.rounds, all, async (contender, round) => {
    log(`round ${round + 1} of ${options.rounds}: ${Object.values(contender.names)[0]}`)
    for (const [id, sample] of Object.entries(await contender.run())) {
      series.find((one) => one.id === id)?.samples.push(sample)
    }
  })
  return series
}

/** @returns {import('../stopwatch/command.mjs').Sample[]} */
function newSamples() {
  return []
}

/**
 * @param {{held: import('../arena/connections.mjs').Held,
 *   seen: import('./seen.mjs').Seen[], series: import('./results.mjs').Series[]}} measured
 */
function report({ held, seen, series }) {
  const judged = options['peers-only'] ? [] : judge(targets(series))
  const { rounds, processes } = options
  writeReport({
    out: options.out,
    title: `Seeing ${options.connections.toLocaleString('en')} connections, ${held.rows.toLocaleString('en')} sockets`,
    command: commandLine(COMMAND, options),
    sections: [
      `${options.connections} connections were opened. Both ends are on this machine: ${held.rows} rows of the connection table, ${held.closeWait} of them in CLOSE-WAIT, held by ${processes} processes. Median of ${rounds} interleaved rounds; the peak is the greatest of all rounds. CPU is user and system together.`,
      contenderTable(series),
      ...(judged.length > 0 ? [targetLines(judged)] : []),
      `Counted once before the rounds:\n\n${seenTable(seen)}`,
    ],
    raw: { connections: held.rows, closeWait: held.closeWait, processes, rounds, seen, series, targets: judged },
  })
}

/** @param {string} line */
function log(line) {
  process.stderr.write(`${line}\n`)
}
