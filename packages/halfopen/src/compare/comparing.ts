import { count } from '@halfopen/core'

import { type AppRecords, recordsOf } from './app/index.js'
import { explain } from './explain/index.js'
import type { ClientFacts } from './facts/index.js'
import type { Race, Runner } from './race/index.js'
import type { Comparison } from './show/index.js'
import { portOf } from './sockets/index.js'
import { refusedBy } from './refused.js'
import { traitsOf } from './traits/index.js'

export interface ComparingOptions {
  /** Where the lab's app is known to be; nobody else is ever asked. */
  readonly app: string | undefined
  readonly commands: readonly string[]
  /** Of how the sockets were read. */
  readonly limits: readonly string[]
}

/** From what was seen to what is shown. */
export async function comparisonOf(
  { runners, unowned }: Race,
  { app, commands, limits }: ComparingOptions,
): Promise<Comparison> {
  const remotes = byFrequency(runners.flatMap(({ watch }) => watch.facts().map(({ remote }) => remote)))
  const records = app === undefined ? null : await recordsOf(app)
  const clients = runners.map((runner) => factsOf(runner, records))
  const attributed = clients.reduce((sum, { unseen }) => sum + unseen, 0)
  const strays = Math.max(0, straysOf(clients, unowned, records) - attributed)
  const traits = traitsOf(clients, strays)
  return {
    target: remotes[0] ?? null,
    clients,
    traits,
    difference: explain(clients, traits),
    limits: [
      ...limits,
      ...strayLimit(strays),
      ...clients.flatMap(unseenLimit),
      ...runners.flatMap(deniedLimit),
      ...notStarted(commands, runners),
      ...(app !== undefined && records === null ? [`${app} did not answer as the lab's app does`] : []),
    ],
  }
}

function factsOf(runner: Runner, records: AppRecords | null): ClientFacts {
  const { label, client, watch, outcome, unseen } = runner
  return {
    label,
    command: client.command,
    unseen,
    refusedBy: refusedBy(runner),
    outcome: outcome ?? { kind: 'stopped', exitCode: null, signal: null, ms: 0 },
    connections: watch.facts().map((facts) => ({ ...facts, app: records?.byPort(facts.localPort) ?? null })),
    stdout: client.stdout.text,
    stderr: client.stderr.text,
  }
}

/** Each once, the most frequent first. */
function byFrequency(values: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value)
}

/** Connections of which it was not seen whose they were, by the table and by the app; what both know counts once. */
function straysOf(clients: readonly ClientFacts[], unowned: ReadonlySet<string>, records: AppRecords | null): number {
  const ours = new Set(clients.flatMap(({ connections }) => connections.map(({ localPort }) => localPort)))
  const ports = new Set([...unowned].map(portOf))
  for (const port of records?.strangers(ours) ?? []) ports.add(port)
  return ports.size
}

function strayLimit(strays: number): readonly string[] {
  if (strays === 0) return []
  const which = `${count(strays, 'connection')} to the same server ended before it was seen whose`
  return [`${which} ${strays === 1 ? 'it was' : 'they were'}; --one-by-one tells, or a slower server`]
}

function unseenLimit({ label, connections, unseen, outcome }: ClientFacts): readonly string[] {
  if (unseen > 0) {
    return [
      `${count(unseen, 'connection')} of ${label} ended before ${unseen === 1 ? 'it' : 'they'} could be read: counted only`,
    ]
  }
  if (connections.length > 0 || outcome.kind !== 'ok') return []
  return [`no connection of ${label}: it made none, or none that lasted a millisecond`]
}

function deniedLimit({ label, watch }: Runner): readonly string[] {
  return watch.denied ? [`the descriptors of a process of ${label} may not be listed: run compare as root`] : []
}

function notStarted(commands: readonly string[], runners: readonly Runner[]): readonly string[] {
  const missing = commands.length - runners.length
  return missing === 0 ? [] : [`${count(missing, 'command was', 'commands were')} not started`]
}
