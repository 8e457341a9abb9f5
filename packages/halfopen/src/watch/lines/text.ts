import { count, formatDuration, type HalfopenError } from '@halfopen/core'

import type { LookSummary } from '../../looking/index.js'
import { type Scope, scopeWords, whereOf } from '../../report/index.js'
import type { Change } from './changes.js'

// A line starts with its time and its kind, so that `grep ' found '` and `cut -d' ' -f1` work.

export function changeLine(change: Change, at: Date): string {
  const { finding } = change
  const what = `${finding.severity} ${finding.cause} ${whereOf(finding)}`
  switch (change.kind) {
    case 'found':
      return `${time(at)} found ${what}: ${finding.summary}`
    case 'worse':
      return `${time(at)} worse ${what}, ${finding.connections} connections after ${change.told.connections}: ${finding.summary}`
    case 'gone':
      return `${time(at)} gone ${what}, after ${formatDuration(change.lastedMs)}`
  }
}

export function firstLine(about: { host: string; intervalMs: number; scope: Scope }, at: Date): string {
  const only = scopeWords(about.scope)
  const whom = only === '' ? 'every process' : only
  return `${time(at)} watching ${whom} on ${about.host}, one look each ${formatDuration(about.intervalMs)}`
}

export function lastLine(of: { looks: number; last: LookSummary | undefined }, at: Date): string {
  const saw =
    of.last === undefined
      ? ''
      : `, the last at ${of.last.connections} connections of ${count(of.last.processes, 'process', 'processes')}`
  return `${time(at)} stopped after ${count(of.looks, 'look')}${saw}`
}

export function failureLine(error: HalfopenError, at: Date): string {
  return `${time(at)} blind ${error.code}: ${error.message}. ${error.remedy}`
}

export function recoveryLine(skipped: number, at: Date): string {
  return `${time(at)} seeing again, after ${skipped} skipped ${skipped === 1 ? 'look' : 'looks'}`
}

function time(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}
