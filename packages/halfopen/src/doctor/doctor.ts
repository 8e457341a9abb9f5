import { formatDuration } from '@halfopen/core'

import { checkPids, type Context, type ExitCode, stopSignal } from '../host/index.js'
import { Lookout } from '../looking/index.js'
import { exitCodeFor, type Report, reportOf, type Scope } from '../report/index.js'
import { pageWidth, styleFor } from '../terminal/index.js'
import { examine } from './examine.js'
import { reportLines } from './text.js'

export interface DoctorOptions {
  readonly windowMs: number
  readonly scope: Scope
  readonly as: 'text' | 'json'
}

/**
 * Looks for a while, then says what is wrong.
 * @throws HalfopenError HO_PLATFORM, HO_NO_PROC, HO_UNKNOWN_PID, or the reason why every look failed.
 */
export async function doctor(options: DoctorOptions, { io, machine }: Context): Promise<ExitCode> {
  const report = await withNote(options, io, () => diagnose(options, machine))
  if (options.as === 'json') {
    io.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  } else {
    const layout = { style: styleFor(io.stdout, io.env), width: pageWidth(io.stdout) }
    io.stdout.write(`${reportLines(report, layout).join('\n')}\n`)
  }
  return exitCodeFor(report.findings)
}

/** Tells a person who waits at a terminal what we are doing, and takes it back when it is done. */
async function withNote<T>(
  { windowMs, as }: DoctorOptions,
  { stderr }: Context['io'],
  work: () => Promise<T>,
): Promise<T> {
  if (as === 'json' || stderr.isTTY !== true) return work()
  stderr.write(`Looking for ${formatDuration(windowMs)} …`)
  try {
    return await work()
  } finally {
    stderr.write('\r\u001b[K')
  }
}

async function diagnose({ windowMs, scope }: DoctorOptions, machine: Context['machine']): Promise<Report> {
  using eyes = await machine.openEyes()
  checkPids(scope.pids, machine.names)
  const lookout = new Lookout(eyes, await machine.newDiagnosis(), machine.clock)
  const stop = stopSignal()
  try {
    const examination = await examine({ windowMs, scope, lookout, clock: machine.clock, signal: stop.signal })
    return reportOf({ ...examination, scope, at: machine.clock.date(), host: machine.hostName() })
  } finally {
    stop.release()
  }
}
