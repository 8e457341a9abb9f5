import { spawn } from 'node:child_process'

import { printable } from '@halfopen/core'

import { type CommandEnd, endOf, type Unstartable, whyNotFound, whyNotStarted } from '../command/index.js'
import type { Context, Io } from '../host/index.js'
import { pageWidth, styleFor } from '../terminal/index.js'
import { type Command, observe } from './observe.js'
import { demandDifferent, type OpenReport, openReport, type Output } from './outputs.js'
import { junitXml, runLines, type RunReport, unstartableLines } from './show/index.js'

export interface RunOptions {
  readonly command: readonly [file: string, ...args: string[]]
  /** How long connections that survive the command have to close, ms. */
  readonly settleMs: number
  /** Where the report goes as JSON: a file, or stderr in place of the text; undefined: nowhere. */
  readonly json: { readonly file: string } | 'stderr' | undefined
  /** A file for the report as JUnit XML. */
  readonly junit: string | undefined
}

/**
 * Runs a command and says what its processes leaked. Resolves to the command's own exit code where that is not 0, and to
 * 126 or 127 where it could not be started; else to 1 when something leaked, 3 when nothing could be seen, 0 otherwise.
 * @throws HalfopenError HO_USAGE for a report that cannot be written.
 */
export async function run(options: RunOptions, context: Context): Promise<number> {
  const { command, settleMs } = options
  const { io } = context
  const missing = whyNotFound(command[0], io.env['PATH'])
  if (missing !== undefined) return refuse(missing, io)
  const toJson: Output = { flag: '--json', path: typeof options.json === 'object' ? options.json.file : undefined }
  const toJunit: Output = { flag: '--junit', path: options.junit }
  demandDifferent(toJson, toJunit)
  using json = openReport(toJson)
  using junit = openReport(toJunit)
  const started = startable(command, io)
  const report = await observe({ argv: command, run: started.run, pid: started.pid, settleMs }, context)
  tell(report, { options, io, json, junit })
  return started.failed === undefined ? exitCodeOf(report) : refuse(started.failed, io)
}

interface Started extends Pick<Command, 'run' | 'pid'> {
  /** Why it could not be started after all. */
  failed: Unstartable | undefined
}

/** Its input and output are ours: nothing stands between it and them. */
function startable([file, ...args]: RunOptions['command'], io: Io): Started {
  let pid: number | undefined
  const begin = () => {
    const child = spawn(file, args, { stdio: 'inherit' })
    pid = child.pid
    return child
  }
  const started: Started = {
    failed: undefined,
    pid: () => pid,
    run: () => endOf(begin, io).catch((error: unknown) => notStarted(started, whyNotStarted(file, error))),
  }
  return started
}

function notStarted(started: Started, failed: Unstartable): CommandEnd {
  started.failed = failed
  return { exitCode: failed.exitCode, signal: null, interruptedBy: null }
}

function refuse(unstartable: Unstartable, { stderr }: Io): number {
  stderr.write(`${unstartableLines(printable(unstartable.why, 500)).join('\n')}\n`)
  return unstartable.exitCode
}

interface Where {
  readonly options: RunOptions
  readonly io: Io
  readonly json: OpenReport | undefined
  readonly junit: OpenReport | undefined
}

/** On stderr: the command's stdout stays its own. */
function tell(report: RunReport, { options, io, json, junit }: Where): void {
  const asJson = `${JSON.stringify(report, undefined, 2)}\n`
  const layout = { style: styleFor(io.stderr, io.env), width: pageWidth(io.stderr) }
  io.stderr.write(options.json === 'stderr' ? asJson : `${runLines(report, layout).join('\n')}\n`)
  json?.write(asJson)
  junit?.write(junitXml(report))
}

function exitCodeOf({ command, verdict }: RunReport): number {
  if (command.exitCode !== 0) return command.exitCode
  switch (verdict) {
    case 'leaked':
      return 1
    case 'unobserved':
      return 3
    case 'clean':
    case 'too-short':
      return 0
  }
}
