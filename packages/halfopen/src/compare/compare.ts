import { type Context, type ExitCode, stopSignal } from '../host/index.js'
import { pageWidth, styleFor } from '../terminal/index.js'
import { comparisonOf } from './comparing.js'
import { outcomesDiffer } from './facts/index.js'
import { race, type Runner } from './race/index.js'
import { type Comparison, comparisonJson, comparisonLines, Progress, type Standing } from './show/index.js'

export interface CompareOptions {
  /** 2 to 6 commands for `sh -c`. */
  readonly commands: readonly string[]
  readonly order: 'together' | 'one-by-one'
  /** After this each client that still runs is ended, ms. */
  readonly timeoutMs: number
  /** How long a client may be silent once another has succeeded, ms; Infinity: until the timeout; default by the slowest success. */
  readonly patienceMs: number | undefined
  /** `host:port` of the lab's app, which is asked for its records; nobody else is. */
  readonly app: string | undefined
  readonly output: 'all' | 'failures'
  readonly as: 'text' | 'json'
}

/**
 * Runs clients, watches their connections, and says what makes the difference.
 * @throws HalfopenError HO_PLATFORM, HO_NO_PROC, or why the kernel's table could not be read.
 */
export async function compare(options: CompareOptions, { io, machine }: Context): Promise<ExitCode> {
  const stop = stopSignal()
  try {
    const comparison = await observe(options, { io, machine, signal: stop.signal })
    io.stdout.write(`${textOf(comparison, options, io)}\n`)
    if (stop.signal.aborted) return 3
    return outcomesDiffer(comparison.clients.map(({ outcome }) => outcome)) ? 1 : 0
  } finally {
    stop.release()
  }
}

async function observe(
  options: CompareOptions,
  { io, machine, signal }: Context & { readonly signal: AbortSignal },
): Promise<Comparison> {
  using eyes = await machine.openEyes()
  const { clock } = machine
  // Loaded when needed, as the eyes are: the native library would slow down every --help.
  const { openSenses } = await import('./senses.js')
  using senses = openSenses(eyes, clock)
  using progress = new Progress(io.stderr, clock.now())
  const result = await race(options, {
    clock,
    eyes,
    signal,
    timeoutMs: options.timeoutMs,
    patienceMs: options.patienceMs,
    reader: senses.reader,
    endings: senses.endings,
    progress: (runners) => progress.show(() => runners.map(standingOf), clock.now()),
  })
  return comparisonOf(result, { ...options, limits: senses.limits })
}

function standingOf({ label, outcome, watch }: Runner): Standing {
  const { open } = watch
  const silentMs = Math.max(0, ...open.map((track) => track.silentMs))
  return { label, ended: outcome?.kind, open: open.length, silentMs }
}

function textOf(comparison: Comparison, { as, output }: CompareOptions, io: Context['io']): string {
  if (as === 'json') return JSON.stringify(comparisonJson(comparison, output), undefined, 2)
  const layout = { style: styleFor(io.stdout, io.env), width: pageWidth(io.stdout), output }
  return comparisonLines(comparison, layout).join('\n')
}
