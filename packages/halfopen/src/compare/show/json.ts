import { printable } from '@halfopen/core'

import type { ClientFacts, ComparedConnection } from '../facts/index.js'
import { mayBeSlow, reused } from '../traits/index.js'
import type { Comparison } from './comparison.js'

const MOST_COMMAND = 2000
const MOST_OUTPUT = 2000
/** An unprintable character becomes up to ten. */
const MOST_ESCAPED = 10 * MOST_OUTPUT

/** For programs: a schema name, then facts; fields may be added, not renamed. */
export function comparisonJson(
  { target, clients, traits, difference, limits }: Comparison,
  output: 'all' | 'failures',
) {
  return {
    schema: 'halfopen.compare/1',
    target,
    clients: clients.map((client) => clientJson(client, output)),
    differs: traits
      .filter(({ differs }) => differs)
      .map(({ about, label, cells }) => ({
        about,
        label: printable(label, 100),
        values: Object.fromEntries(clients.map((client, index) => [client.label, printable(cells[index] ?? '')])),
      })),
    difference: { sentence: printable(difference.sentence, 2000), about: difference.about },
    limits: limits.map((limit) => printable(limit, 1000)),
  }
}

function clientJson(client: ClientFacts, output: 'all' | 'failures') {
  const { label, command, outcome, connections, unseen, stdout, stderr } = client
  const isTold = output === 'all' || outcome.kind === 'failed'
  return {
    label,
    command: printable(command, MOST_COMMAND),
    outcome: { ...outcome, ms: Math.round(outcome.ms) },
    mayBeSlow: mayBeSlow(client),
    refusedBy: client.refusedBy,
    opened: connections.length + unseen,
    reused: connections.filter(reused).length,
    unseen,
    keepAlive: same(connections.map(({ keepAlive }) => keepAlive)),
    connections: connections.map(connectionJson),
    ...(isTold ? { stdout: tail(stdout), stderr: tail(stderr) } : {}),
  }
}

function connectionJson(connection: ComparedConnection) {
  const { openedMs, closedMs, longestSilence, lastSilence, app, ...facts } = connection
  return {
    ...facts,
    reused: reused(connection),
    openedMs: Math.round(openedMs),
    closedMs: closedMs === null ? null : Math.round(closedMs),
    longestSilence: rounded(longestSilence),
    lastSilence: rounded(lastSilence),
    app: app === null ? null : printableDeep(app),
  }
}

const rounded = <T extends { readonly ms: number }>(silence: T): T => ({ ...silence, ms: Math.round(silence.ms) })

const tail = (text: string): string =>
  text
    .slice(-MOST_OUTPUT)
    .split('\n')
    .map((line) => printable(line, MOST_ESCAPED))
    .join('\n')

/** The one value of all; null where there is none, or where they differ: then each connection has its own. */
function same<T>(values: readonly T[]): T | null {
  const [first] = values
  return first !== undefined && new Set(values.map((value) => JSON.stringify(value))).size === 1 ? first : null
}

/** What came over the network, with every text printable. */
function printableDeep(value: unknown): unknown {
  if (typeof value === 'string') return printable(value)
  if (Array.isArray(value)) return value.map(printableDeep)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [printable(key), printableDeep(one)]))
}
