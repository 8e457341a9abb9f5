import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'

import type { Io } from '../host/index.js'

const HANDED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How a command that was run for somebody ended. */
export interface CommandEnd {
  /** As a shell has it: 128 and the number of the signal that ended it. */
  readonly exitCode: number
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | null
  /** The last signal that reached this program while the command ran. */
  readonly interruptedBy: NodeJS.Signals | null
}

/**
 * Starts a command, waits for its end, and hands signals on to it until then, each as often as it comes. Rejects with
 * the system's error where it could not be started.
 */
export async function endOf(start: () => ChildProcess, { stdin }: Pick<Io, 'stdin'>): Promise<CommandEnd> {
  let interruptedBy: NodeJS.Signals | null = null
  let command: ChildProcess | undefined
  const handOn = (signal: NodeJS.Signals) => {
    interruptedBy = signal
    if (signal !== 'SIGINT' || !terminalInterrupts(stdin.isTTY)) command?.kill(signal)
  }
  // Before it starts: whoever sees it run may send a signal at once.
  for (const signal of HANDED_ON) process.on(signal, handOn)
  try {
    // It may throw at once: E2BIG.
    command = start()
    const [code, signal] = (await once(command, 'exit')) as [number | null, NodeJS.Signals | null]
    return { exitCode: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], signal, interruptedBy }
  } finally {
    for (const signal of HANDED_ON) process.off(signal, handOn)
  }
}

/** Whether Ctrl-C has reached the command too: a terminal sends it to its whole foreground group (proc(5), stat: tpgid). */
function terminalInterrupts(isTerminal = false): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return group === foreground
  } catch {
    return isTerminal
  }
}
