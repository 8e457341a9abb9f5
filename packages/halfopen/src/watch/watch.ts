import { checkPids, type Context, type ExitCode, stopSignal } from '../host/index.js'
import { Lookout } from '../looking/index.js'
import type { Scope } from '../report/index.js'
import { watchLines } from './lines/index.js'
import { watchLive } from './view/index.js'

export interface WatchOptions {
  readonly intervalMs: number
  readonly scope: Scope
  readonly as: 'view' | 'lines'
}

/**
 * Looks until it is stopped.
 * @throws HalfopenError HO_PLATFORM, HO_NO_PROC, HO_UNKNOWN_PID.
 */
export async function watch(options: WatchOptions, context: Context): Promise<ExitCode> {
  const { machine, io } = context
  using eyes = await machine.openEyes()
  checkPids(options.scope.pids, machine.names)
  const lookout = new Lookout(eyes, await machine.newDiagnosis(), machine.clock)
  const stop = stopSignal()
  const isLive = options.as === 'view' && io.stdout.isTTY === true && io.stdin.isTTY === true
  try {
    const watching = { ...options, lookout, signal: stop.signal }
    return isLive ? await watchLive(watching, context) : await watchLines(watching, context)
  } finally {
    stop.release()
  }
}
