import type { KeepAliveAdviceFor } from '@halfopen/core'
import { type Context, type ExitCode, stopSignal } from '../host/index.js'
import { pageWidth, styleFor } from '../terminal/index.js'
import { measure, type MeasureOptions } from './measure/index.js'
import { probeJson, type ProbeResult, Progress, resultLines, resultOf } from './result/index.js'

export interface ProbeOptions extends MeasureOptions {
  /** How many times faster than the path that is meant a laboratory plays time; 1: no laboratory. */
  readonly scale: number
  readonly adviceFor: KeepAliveAdviceFor | 'all'
  readonly as: 'text' | 'json'
}

/**
 * Measures the idle timeout of the path to a target, and says so.
 * @throws HalfopenError HO_TARGET, HO_UNMEASURABLE, HO_NATIVE.
 */
export async function probe(options: ProbeOptions, { io, machine }: Context): Promise<ExitCode> {
  const result = await probeWithProgress(options, { io, machine })
  const text =
    options.as === 'json'
      ? JSON.stringify(probeJson(result), undefined, 2)
      : resultLines(result, { style: styleFor(io.stdout, io.env), width: pageWidth(io.stdout) }).join('\n')
  io.stdout.write(`${text}\n`)
  return exitCodeOf(result)
}

async function probeWithProgress(options: ProbeOptions, { io, machine: { clock } }: Context): Promise<ProbeResult> {
  const stop = stopSignal()
  try {
    using progress = new Progress(io.stderr, { now: () => clock.now(), maxMs: options.maxMs, scale: options.scale })
    const changed: Progress['changed'] = (board, opened) => progress.changed(board, opened)
    const measurement = await measure(options, { clock, signal: stop.signal, changed })
    return resultOf(measurement, { ...options, target: options.target.text })
  } finally {
    stop.release()
  }
}

/** 0 no limit was found, 1 one was, 3 it could not be told. */
function exitCodeOf({ verdict }: ProbeResult): ExitCode {
  switch (verdict) {
    case 'measured':
      return 1
    case 'none-found':
      return 0
    case 'noise':
    case 'refused':
    case 'interrupted':
      return 3
  }
}
