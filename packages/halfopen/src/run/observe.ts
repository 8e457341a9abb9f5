import { count, HalfopenError } from '@halfopen/core'

import type { CommandEnd } from '../command/index.js'
import type { Context, Eyes } from '../host/index.js'
import { Lookout } from '../looking/index.js'
import { Family } from './family/index.js'
import { observeCommand, type Observed } from './observing.js'
import { type RunReport, runReportOf, unobservedLines } from './show/index.js'
import { judge } from './verdict/index.js'
import { RunWatch } from './watching/index.js'

/** A command that is about to be run. */
export interface Command {
  readonly argv: readonly string[]
  /** Starts it; resolves when it has ended. */
  readonly run: () => Promise<CommandEnd>
  /** Its process, once it is started. */
  readonly pid: () => number | undefined
  readonly settleMs: number
}

/** Runs a command under observation; where this host cannot be looked at it runs all the same, and the report says so. */
export async function observe(command: Command, context: Context): Promise<RunReport> {
  const opened = await openEyes(context)
  if (opened instanceof HalfopenError) return runUnobserved(command, opened, context)
  using eyes = opened
  using family = new Family({ rootPid: process.pid, commandPid: command.pid })
  const { machine } = context
  const { clock, names } = machine
  const watch = new RunWatch(family, names)
  const lookout = new Lookout(eyes, watch, clock)
  const observed = await observeCommand(command, { lookout, clock })
  return reportOf(
    { command, observed, lookout, limits: limitsOf(lookout, family) },
    { at: clock.date(), host: machine.hostName() },
  )
}

async function openEyes({ machine }: Context): Promise<Eyes | HalfopenError> {
  try {
    return await machine.openEyes()
  } catch (error) {
    if (error instanceof HalfopenError) return error
    throw error
  }
}

async function runUnobserved(command: Command, why: HalfopenError, { io, machine }: Context): Promise<RunReport> {
  io.stderr.write(`${unobservedLines(why).join('\n')}\n`)
  const { clock } = machine
  const startMs = clock.now()
  const { exitCode, signal } = await command.run()
  const nobody = { outbound: 0, inbound: 0 }
  return runReportOf({
    at: clock.date(),
    host: machine.hostName(),
    command: { argv: command.argv, exitCode, signal, ranMs: clock.now() - startMs },
    verdict: 'unobserved',
    connections: { baseline: nobody, peak: nobody, settled: nobody },
    settleMs: 0,
    settleInterrupted: false,
    scanned: { looks: 0, looksSkipped: 0, scanMs: 0, processes: 0, limits: [`${why.message} (${why.code})`] },
    findings: [],
  })
}

interface Seen {
  readonly command: Command
  readonly observed: Observed
  readonly lookout: Lookout<RunWatch>
  readonly limits: readonly string[]
}

function reportOf({ command, observed, lookout, limits }: Seen, when: { at: Date; host: string }): RunReport {
  const { end, startedMs, endedMs, settledMs, interruptedMs } = observed
  const watch = lookout.diagnosis
  const { ended, baseline, peak, last: settled } = watch
  const ranMs = endedMs - startedMs
  const outliving = watch.outliving(interruptedMs === undefined ? 'over' : 'interrupted')
  const { verdict, findings } = judge({ end, commandEndedMs: endedMs, ranMs, ended, outliving, interruptedMs })
  return runReportOf({
    ...when,
    command: { argv: command.argv, exitCode: end.exitCode, signal: end.signal, ranMs },
    verdict: verdict !== 'leaked' && isBlind(lookout) ? 'unobserved' : verdict,
    connections: { baseline, peak, settled },
    settleMs: settledMs - endedMs,
    settleInterrupted: interruptedMs !== undefined && watch.living > 0,
    scanned: {
      looks: lookout.looks,
      looksSkipped: lookout.skipped,
      scanMs: lookout.medianScanMs,
      processes: watch.processes,
      limits,
    },
    findings,
  })
}

/** No look went well, or none of its processes may be read: sudo runs them as somebody else. */
function isBlind({ last, diagnosis }: Lookout<RunWatch>): boolean {
  return last === undefined || (diagnosis.processes > 0 && diagnosis.denied === diagnosis.processes)
}

/** Of what a look of the whole host could not see only that matters which this command may have had. */
function limitsOf(lookout: Lookout<RunWatch>, family: Family): readonly string[] {
  const { source, denied, omitted } = lookout.diagnosis
  const skipped = lookout.skipped === 0 ? [] : lookout.limits.slice(lookout.last?.limits.length ?? 0)
  return [
    // Without netlink the first limit says what is not seen, and why.
    ...(source === 'procfs' ? (lookout.last?.limits ?? []).slice(0, 1) : []),
    ...(denied > 0
      ? [`${count(denied, 'process', 'processes')} of the command may not be read: run halfopen as root`]
      : []),
    ...(omitted > 0
      ? [
          `${count(omitted, 'more process', 'more processes')} of the command left something behind, and are not in this report`,
        ]
      : []),
    ...(family.limit === undefined ? [] : [family.limit]),
    ...skipped,
  ]
}
