import { count, printable } from '@halfopen/core'
import type { LabProxy, ProxyServer, Toxic } from '@halfopen/lab'

import { padTo, type Style, toned, widthOf } from '../../terminal/index.js'
import { exposureLines } from '../exposure.js'

/** What is printed when the proxies have started: the API, the seed, the proxies. */
export function startLines(server: ProxyServer, style: Style): readonly string[] {
  const { url, seed, sockets } = server
  return [
    `${toned(style, 'strong', url)}  Toxiproxy's HTTP API: give this to its clients`,
    `seed ${seed}: --seed ${seed} repeats what toxics decide by chance`,
    ...(sockets === 'kernel' ? [] : [toned(style, 'warning', PORTABLE)]),
    ...exposureLines(server.address, style),
    '',
    ...proxyLines(server.proxies(), style),
    '',
    toned(style, 'quiet', 'Ctrl-C ends it. What happens:'),
  ]
}

const PORTABLE =
  'the kernel cannot be asked here: half_open and idle_forget only stop reading, and keep-alive probes go unseen'

const HEADS = ['NAME', 'LISTEN', 'UPSTREAM', 'TOXICS'] as const

/** Longer cells are cut: a table is for looking at. */
const MAX_CELL = 60

function proxyLines(proxies: readonly LabProxy[], style: Style): readonly string[] {
  if (proxies.length === 0) return ['no proxies yet: POST /proxies makes one, --config FILE brings some']
  const rows = [HEADS, ...proxies.map(cells)].map((row) => row.map((cell) => printable(cell, MAX_CELL)))
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))))
  const [head = '', ...lines] = rows.map((row) =>
    `  ${row.map((cell, column) => padTo(cell, widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
  return [toned(style, 'strong', head), ...lines]
}

function cells(proxy: LabProxy): readonly string[] {
  const { name, listen, upstream, enabled, toxics } = proxy.toJSON()
  const names = toxics.map((toxic) => toxic.name).join(', ')
  return [name, enabled ? listen : `${listen} (down)`, upstream, names === '' ? 'none' : names]
}

/** `latency_downstream: latency 100, jitter 0, on 50 % of the connections` */
export function toxicInWords({ name, attributes, toxicity }: Toxic): string {
  const values = Object.entries(attributes).map(([key, value]) => `${key} ${String(value)}`)
  if (toxicity < 1) values.push(`on ${Math.round(toxicity * 100)} % of the connections`)
  return `${name}${values.length === 0 ? '' : `: ${values.join(', ')}`}`
}

export const bytesInWords = (up: number, down: number): string => `${count(up, 'byte')} up, ${count(down, 'byte')} down`
