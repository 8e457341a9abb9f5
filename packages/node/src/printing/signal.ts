import { constants } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { HalfopenError } from '@halfopen/core'
import { say } from '../boundary/index.js'
import { fromVariable } from '../environment/index.js'
import { runningTracker } from '../tracker/index.js'
import { connectionsDocument } from './document.js'

/**
 * Not SIGTERM, SIGINT or SIGHUP: a listener would keep the program from ending;
 * not SIGUSR1: Node.js opens its inspector on it. Not every system has all of them: only BSD and macOS have SIGINFO.
 */
const PRINT_SIGNALS = ['SIGUSR2', 'SIGQUIT', 'SIGINFO'] as const

export type PrintSignal = (typeof PRINT_SIGNALS)[number]

/**
 * Prints the leased connections with their stacks on stderr, as one line of
 * JSON, whenever the signal comes. Listeners that others have stay; where there
 * are none, the signal no longer ends the program. Ends with the tracker.
 *
 * @returns what takes it back. Does nothing in worker threads: signals do not reach them.
 * @throws HalfopenError HO_OPTION for another signal, or one that this system lacks; HO_NOT_TRACKING when no tracker runs.
 */
export function printOnSignal(signal: PrintSignal = 'SIGUSR2', write: (text: string) => void = say): () => void {
  printSignal(signal)
  const tracker = runningTracker()
  if (!isMainThread) return () => undefined
  const print = (): void => write(`${JSON.stringify(connectionsDocument())}\n`)
  process.on(signal, print)
  const stop = (): void => {
    forget()
    process.off(signal, print)
  }
  const forget = tracker.onStop(stop)
  return stop
}

/**
 * Reads `HALFOPEN_SIGNAL`, and does what it says.
 * @throws HalfopenError HO_OPTION for another signal, or one that this system lacks.
 */
export function printAsEnvironmentSays({ HALFOPEN_SIGNAL: signal = '' }: NodeJS.ProcessEnv): void {
  if (signal === '') return
  printOnSignal(fromVariable('HALFOPEN_SIGNAL', () => printSignal(signal)))
}

function printSignal(text: string): PrintSignal {
  const found = signalsHere().find((name) => name === text)
  if (found === undefined) throw refused(text)
  return found
}

function signalsHere(): readonly PrintSignal[] {
  return PRINT_SIGNALS.filter((name) => name in constants.signals)
}

function refused(signal: string): HalfopenError {
  return new HalfopenError(
    'HO_OPTION',
    `"${signal}" is no signal to print on: it must be one of ${signalsHere().join(', ')}`,
  )
}
