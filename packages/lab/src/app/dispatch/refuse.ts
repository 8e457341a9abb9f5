import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

import { LAB_HEADER } from '../exchange/index.js'

/** Answers where there is no response object to answer with (RFC 9112 §4), and closes. */
export function refuse(stream: Socket, { status, why }: { readonly status: number; readonly why: string }): void {
  if (!stream.writable) {
    stream.destroy()
    return
  }
  const head = Object.entries({
    ...LAB_HEADER,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(why),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`)
  stream.write([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, '', why].join('\r\n'))
  stream.destroySoon()
}
