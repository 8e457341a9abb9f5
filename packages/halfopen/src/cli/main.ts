import { run } from '@stricli/core'

import type { Context } from '../host/index.js'
import { app, VERB_NAMES } from './app.js'
import { errorLines, usageError } from './errors.js'
import { LAB_VERB_NAMES } from './lab/index.js'
import { didYouMean } from './parsers.js'
import type { VerbContext } from './verb.js'

/** Runs the command line; resolves to the exit code. */
export async function main(args: readonly string[], context: Context): Promise<number> {
  const misuse = misuseOf(args)
  if (misuse !== undefined) {
    context.io.stderr.write(`${errorLines(usageError(misuse))}\n`)
    return 2
  }
  const { stdout, stderr, env } = context.io
  const process: VerbContext['process'] = { stdout, stderr }
  const verbContext: VerbContext = { ...context, process: Object.assign(process, { env }) }
  await run(app, args, verbContext)
  return contractCode(process.exitCode)
}

/** What stricli would take for something else; undefined where there is nothing wrong. */
function misuseOf(args: readonly string[]): string | undefined {
  const [first = ''] = args
  // `watch` is the default verb, so stricli would take a mistyped verb for its argument.
  if (first !== '' && !first.startsWith('-') && !VERB_NAMES.includes(first)) {
    return `there is no verb "${first}"${didYouMean(first, VERB_NAMES)}`
  }
  const misusedLab = first === 'lab' ? misuseOfLab(args[1]) : undefined
  if (misusedLab !== undefined) return misusedLab
  // Without it a flag of the command would pass for one of ours, and the command for the file of --json.
  if (first === 'run' && !args.some((arg) => ['--', '--help', '-h'].includes(arg))) {
    return 'run needs -- before the command: halfopen run -- npm test'
  }
  // stricli looks flags up in an object that has a prototype: `--constructor` would pass for a flag.
  const inherited = beforeCommand(args).find(
    (arg) => arg.startsWith('--') && (arg.slice(2).split('=')[0] ?? '') in Object.prototype,
  )
  return inherited === undefined ? undefined : `there is no flag ${inherited}`
}

function misuseOfLab(second = ''): string | undefined {
  if (second === '') return `lab needs a verb: ${LAB_VERB_NAMES.join(', ')}`
  if (second.startsWith('-') || LAB_VERB_NAMES.includes(second)) return undefined
  return `there is no verb "lab ${second}"${didYouMean(second, LAB_VERB_NAMES)}`
}

/** What follows `--` belongs to the command that is run, not to us. */
function beforeCommand(args: readonly string[]): readonly string[] {
  const escape = args.indexOf('--')
  return escape < 0 ? args : args.slice(0, escape)
}

/** stricli's own codes are negative: all but wrong usage mean that we never came to look. */
function contractCode(code: number | string | null | undefined): number {
  if (typeof code === 'number' && code >= 0) return code
  return code === WRONG_USAGE || code === UNKNOWN_VERB ? 2 : 3
}

/** ExitCode.InvalidArgument and ExitCode.UnknownCommand of stricli. */
const WRONG_USAGE = -4
const UNKNOWN_VERB = -5
