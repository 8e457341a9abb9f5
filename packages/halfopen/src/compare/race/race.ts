import { Heat, type HeatOptions } from './heat.js'
import type { Runner } from './runner.js'

export interface Race {
  readonly runners: readonly Runner[]
  /** Client ends of ended connections to the same servers; whose they were was not seen. */
  readonly unowned: ReadonlySet<string>
}

/**
 * Runs the commands, all at the same time or each after the other. Resolves when nothing of them runs any more; once
 * the signal aborts none is started.
 * @throws HalfopenError when the kernel's table cannot be read.
 */
export async function race(
  { commands, order }: { readonly commands: readonly string[]; readonly order: 'together' | 'one-by-one' },
  options: HeatOptions,
): Promise<Race> {
  const entries = commands.map((command, index) => ({ command, label: String.fromCodePoint(0x41 + index) }))
  const heats = order === 'together' ? [entries] : entries.map((entry) => [entry])
  const runners: Runner[] = []
  const unowned = new Set<string>()
  let slowestSuccessMs: number | undefined
  for (const entriesOfHeat of heats) {
    if (options.signal.aborted) break
    const heat = new Heat(options, slowestSuccessMs)
    const result = await heat.run(entriesOfHeat)
    slowestSuccessMs = heat.slowestSuccessMs
    runners.push(...result.runners)
    for (const runner of result.runners) runner.refusing = result.refusing
    const [only, another] = result.runners
    // Where one client runs alone, what nobody was seen to hold is taken for its own.
    if (only !== undefined && another === undefined) only.unseen = result.unowned.size
    else for (const end of result.unowned) unowned.add(end)
  }
  return { runners, unowned }
}
