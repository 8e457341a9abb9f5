import { formatDuration, printable } from '@halfopen/core'
import type { ClosedBy, LabApp, SeenRequest } from '@halfopen/lab'

import { padTo, type Style, toned, widthOf } from '../../terminal/index.js'
import { exposureLines } from '../exposure.js'

/** What is printed when the app has started: where it is, and what to try. */
export function startLines(app: LabApp, certificateFile: string | undefined, style: Style): readonly string[] {
  return [
    `${toned(style, 'strong', app.url)}  the problem app: every route is a question of connection life`,
    ...certificateLines(app, certificateFile),
    ...exposureLines(app.address, style),
    '',
    ...columns(examples(app.url, curl(app, certificateFile))),
    '',
    toned(style, 'quiet', 'Ctrl-C ends it. Each request, when it is over:'),
  ]
}

function certificateLines({ fingerprint }: LabApp, file: string | undefined): readonly string[] {
  if (fingerprint === null) return []
  const where = file === undefined ? '--cert-out FILE writes it for clients to trust' : `in ${printable(file, 200)}`
  return [`certificate ${where}`, `  SHA-256 ${fingerprint}`]
}

/** How curl trusts the certificate. */
function curl({ fingerprint }: LabApp, file: string | undefined): string {
  if (fingerprint === null) return 'curl'
  return file === undefined ? 'curl -k' : `curl --cacert ${quoted(file)}`
}

const examples = (url: string, curl: string): readonly (readonly [string, string])[] => [
  [`${curl} '${url}/'`, 'every route, with its parameters'],
  [`${curl} '${url}/sleep?for=90s'`, 'an answer after 90 seconds of silence'],
  [`${curl} '${url}/status?code=403&body=64k'`, 'an error page of 64 KiB'],
  [`${curl} '${url}/close?how=reset'`, 'a RST in place of an answer'],
  [`${curl} '${url}/connections'`, 'the connections as the app saw them'],
]

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([command]) => widthOf(command)))
  return rows.map(([command, does]) => `  ${padTo(command, width)}  # ${does}`)
}

/** As a shell takes it. */
function quoted(text: string): string {
  const safe = printable(text, 200)
  return /^[\w./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`
}

/** `  #12  GET /sleep?for=9s → 200 · connection 3 from 127.0.0.1:51234 · 9s` */
export function requestLine({ connection, request }: SeenRequest, number: number, style: Style): string {
  const { id, remote } = connection
  const what = `${printable(request.method, 32)} ${printable(request.path, 120)}`
  const took = formatDuration((request.endedMs ?? request.startedMs) - request.startedMs)
  const where = `· connection ${id} from ${printable(remote.host, 64)}:${remote.port} · ${took}`
  return `  #${number}  ${what} → ${outcome({ connection, request }, style)} ${toned(style, 'quiet', where)}`
}

function outcome({ connection, request: { status, completed } }: SeenRequest, style: Style): string {
  const said = status === null ? undefined : toned(style, status >= 400 ? 'warning' : 'good', String(status))
  if (completed && said !== undefined) return said
  const end = toned(style, 'warning', END[connection.endedBy ?? 'cancelled'])
  return said === undefined ? end : `${said}, then ${end}`
}

const END: Readonly<Record<ClosedBy | 'cancelled', string>> = {
  client: 'the client left',
  'client-reset': 'the client reset the connection',
  timeout: 'the client was lost',
  app: 'closed by the app',
  cancelled: 'the client cancelled it',
}
