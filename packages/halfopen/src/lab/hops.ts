import { formatDuration, type Hop, HOPS, HOPS_AS_OF, PATH_HOPS } from '@halfopen/core'

import type { Context, ExitCode } from '../host/index.js'
import { padTo, type Style, styleFor, toned, widthOf } from '../terminal/index.js'

export async function listHops(as: 'text' | 'json', { io }: Context): Promise<ExitCode> {
  const text =
    as === 'json'
      ? JSON.stringify({ schema: 'halfopen.hops/1', asOf: HOPS_AS_OF, hops: HOPS }, undefined, 2)
      : hopLines(styleFor(io.stdout, io.env)).join('\n')
  io.stdout.write(`${text}\n`)
  return 0
}

const HEADS = ['  ID', 'IDLE', 'PROBES', 'WHAT IT IS'] as const

function hopLines(style: Style): readonly string[] {
  const rows = [...HOPS].sort((a, b) => a.layer - b.layer || a.id.localeCompare(b.id)).map(cells)
  const widths = HEADS.map((head, column) => Math.max(...[head, ...rows.map((row) => row[column] ?? '')].map(widthOf)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => padTo(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [
    toned(style, 'strong', line(HEADS)),
    ...rows.map(line),
    '',
    toned(style, 'quiet', `* forwards TCP: halfopen lab run --hop aws-nlb-tcp --scale 100 -- COMMAND plays it.`),
    toned(
      style,
      'quiet',
      `PROBES: whether TCP keep-alive probes reset the idle timer. As of ${HOPS_AS_OF}; sources: --json.`,
    ),
  ]
}

function cells(hop: Hop): readonly string[] {
  const mark = PATH_HOPS.includes(hop) ? '*' : ' '
  const idle = hop.idleTimeoutS === null ? 'never' : formatDuration(hop.idleTimeoutS * 1000)
  return [`${mark} ${hop.id}`, idle, probes(hop.keepAliveProbeResets), hop.name]
}

function probes(reset: boolean | null): string {
  if (reset === null) return '?'
  return reset ? 'reset' : 'ignored'
}
