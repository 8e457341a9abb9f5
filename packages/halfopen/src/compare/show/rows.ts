import { formatDuration, printable } from '@halfopen/core'

import type { Tone } from '../../terminal/index.js'
import { type ClientFacts, type Outcome, outcomesDiffer } from '../facts/index.js'
import { mayBeSlow, NOTHING, type Trait } from '../traits/index.js'
import type { Comparison } from './comparison.js'
import type { Row } from './table.js'

const MOST_CELL = 160

/** The table of a comparison: how it ended first, then the traits that any of the clients has. */
export function rowsOf({ clients, traits }: Comparison): readonly Row[] {
  const outcomes = clients.map(({ outcome }) => outcome)
  return [
    { kind: 'head', label: '', cells: clients.map(({ label }) => label) },
    {
      kind: outcomesDiffer(outcomes) ? 'differs' : 'equal',
      label: 'Outcome',
      cells: clients.map(outcomeWords),
      tones: outcomes.map(outcomeTone),
    },
    { kind: 'equal', label: 'Time', cells: outcomes.map(({ ms }) => formatDuration(ms)) },
    ...waitingRow(clients),
    ...traits.filter(({ cells }) => cells.some((cell) => cell !== NOTHING)).map(rowOf),
  ]
}

function rowOf({ label, cells, differs }: Trait): Row {
  return {
    kind: differs ? 'differs' : 'equal',
    label: printable(label, 24),
    cells: cells.map((cell) => printable(cell, MOST_CELL)),
  }
}

function outcomeWords(client: ClientFacts): string {
  const { outcome } = client
  switch (outcome.kind) {
    case 'ok':
      return 'ok (exit 0)'
    case 'failed':
      return outcome.signal === null ? `failed (exit ${outcome.exitCode})` : `killed (${outcome.signal})`
    case 'hung':
      return `${mayBeSlow(client) ? `silent for ${formatDuration(silentMs(client))}` : 'hung'}, ended by us`
    case 'timeout':
      return 'still running, time is up'
    case 'stopped':
      return 'stopped'
  }
}

const silentMs = ({ connections }: ClientFacts): number =>
  Math.max(0, ...connections.filter(({ closedMs }) => closedMs === null).map(({ lastSilence }) => lastSilence.ms))

function outcomeTone({ kind }: Outcome): Tone {
  if (kind === 'ok') return 'good'
  return kind === 'stopped' ? 'warning' : 'critical'
}

/** What the clients that we ended were doing; no row where there were none. */
function waitingRow(clients: readonly ClientFacts[]): readonly Row[] {
  const cells = clients.map((client) => waitingWords(client))
  if (cells.every((cell) => cell === NOTHING)) return []
  // How long each was silent hangs on when we ended it: that alone is no difference.
  const timeless = new Set(clients.map((client) => waitingWords(client, 'untimed')))
  return [{ kind: timeless.size > 1 ? 'differs' : 'equal', label: 'When ended', cells }]
}

function waitingWords({ connections }: ClientFacts, times: 'timed' | 'untimed' = 'timed'): string {
  const open = connections.filter(({ closedBy }) => closedBy === 'halfopen')
  const [one] = open
  if (one === undefined) return NOTHING
  const silent = times === 'timed' ? `, silent for ${formatDuration(one.lastSilence.ms)}` : ''
  const waits = one.awaited === true ? 'a thread waits on it' : 'no thread is blocked on it'
  const others = open.length > 1 ? `; ${open.length - 1} more open` : ''
  return `${one.state}${silent}, ${waits}${others}`
}
