import type { CommandContext, StricliProcess } from '@stricli/core'

export interface Context extends CommandContext {
  process: StricliProcess
  /** Ctrl-C: every command ends cleanly upon it. */
  signal: AbortSignal
}

export const say = (context: Context, line: string): void => context.process.stdout.write(`${line}\n`)
