import type { CommandContext } from '@stricli/core'

import type { Context, ExitCode } from '../host/index.js'

/** What stricli hands to a verb; the verb's exit code goes back through `process.exitCode`. */
export interface VerbContext extends CommandContext, Context {
  readonly process: CommandContext['process'] & { exitCode?: number | string | null }
}

type VerbFunction<FLAGS, ARGS extends readonly unknown[]> = (
  this: VerbContext,
  flags: FLAGS,
  ...args: ARGS
) => Promise<void>

/** Wraps a verb's work for a stricli loader. */
export function verb<FLAGS, ARGS extends readonly unknown[]>(
  work: (context: Context, flags: FLAGS, ...args: ARGS) => Promise<ExitCode>,
): VerbFunction<FLAGS, ARGS> {
  return async function run(flags, ...args) {
    this.process.exitCode = await work(this, flags, ...args)
  }
}
