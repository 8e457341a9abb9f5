import type { Finding } from '@halfopen/core'

import type { Context, ExitCode } from '../../host/index.js'
import { inScope, type Lookout, rounds } from '../../looking/index.js'
import { exitCodeFor, type Scope } from '../../report/index.js'
import { firstLine, lastLine } from './text.js'
import { LineWriter } from './writer.js'

export interface LinesOptions {
  readonly intervalMs: number
  readonly scope: Scope
  readonly lookout: Lookout
  readonly signal: AbortSignal
}

/** A line for what is watched, then one for each change, until a signal ends it; then one for what was seen. */
export async function watchLines(options: LinesOptions, { io, machine }: Context): Promise<ExitCode> {
  const { intervalMs, scope, lookout, signal } = options
  const { clock } = machine
  const write = (line: string) => io.stdout.write(`${line}\n`)
  const writer = new LineWriter(write)
  write(firstLine({ host: machine.hostName(), intervalMs, scope }, clock.date()))
  const afterLook = () => {
    if (lookout.failure !== undefined) writer.failed(lookout.failure, clock.date())
    else writer.saw(currentFindings(lookout, scope), { atMs: clock.now(), date: clock.date() })
  }
  await rounds({ lookout, clock, intervalMs, signal, afterLook })
  write(lastLine(lookout, clock.date()))
  return exitCodeFor(currentFindings(lookout, scope))
}

function currentFindings({ diagnosis }: Lookout, scope: Scope): readonly Finding[] {
  const views = diagnosis.processes()
  return diagnosis.findings().filter((finding) => inScope(finding, scope, views))
}
