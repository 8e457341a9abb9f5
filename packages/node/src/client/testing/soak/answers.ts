import { Buffer } from 'node:buffer'
import { type Call, WrongAnswer } from './call.js'

const LINE = 'halfopen lab: these bytes are here to be counted, not to be read\n'
const PIECE = Buffer.from(LINE.repeat(1024)).subarray(0, 65_536)

/** How much the server is asked for: by the number, so that another's answer has another length. */
export const sizeOf = ({ id }: Call) => 1_000 + (id % 9_973)

/** A body to send, and to get back. */
export const messageOf = ({ id }: Call) => `message ${id} `.repeat(20)

/** What /echo answers says which request it had, and what it carried. */
export function checkEcho(call: Call, status: number, text: string, message = ''): void {
  checkStatus(status, 200)
  const echoed = parsed(text)
  const isOurs = echoed.path === `/echo?mark=${call.id}` && echoed.body?.text === message
  if (!isOurs) throw new WrongAnswer(`request ${call.id} got ${text.slice(0, 300)}`)
}

/** The laboratory's bytes, all of them, and none besides. */
export function checkFiller(bytes: Uint8Array, size: number): void {
  checkLength(bytes, size)
  for (let at = 0; at < size; at += PIECE.length) {
    const piece = bytes.subarray(at, at + PIECE.length)
    if (PIECE.compare(piece, 0, piece.length, 0, piece.length) !== 0) throw new WrongAnswer(`other bytes after ${at}`)
  }
}

export function checkLength({ length }: Uint8Array, size: number): void {
  if (length !== size) throw new WrongAnswer(`${length} bytes for ${size}`)
}

export function checkStatus(status: number | undefined, wanted: number): void {
  if (status !== wanted) throw new WrongAnswer(`status ${status} for ${wanted}`)
}

interface Echoed {
  readonly path?: string
  readonly body?: { readonly text: string }
}

function parsed(text: string): Echoed {
  try {
    return JSON.parse(text) as Echoed
  } catch {
    throw new WrongAnswer(`no JSON: ${text.slice(0, 300)}`)
  }
}
