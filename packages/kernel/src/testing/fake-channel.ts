import { HalfopenError, type Result } from '@halfopen/core'
import type { Channel } from '../netlink/index.js'
import { datagramOf } from './datagrams.js'

/** Answers requests from a list instead of the kernel: one list of datagrams for each request. */
export class FakeChannel implements Channel {
  readonly requests: Uint8Array[] = []
  closed = false
  datagram = datagramOf(new Uint8Array())
  readonly #answers: Uint8Array[][]
  #current: Uint8Array[] = []

  constructor(answers: readonly (readonly Uint8Array[])[]) {
    this.#answers = answers.map((datagrams) => [...datagrams])
  }

  send(request: Uint8Array): Result<void> {
    this.requests.push(request)
    const sequence = new DataView(request.buffer).getUint32(8, true)
    this.#current = (this.#answers.shift() ?? []).map((bytes) => renumbered(bytes, sequence))
    return { ok: true, value: undefined }
  }

  receive(): Result<number> {
    const next = this.#current.shift()
    if (next === undefined) {
      return { ok: false, error: new HalfopenError('HO_NETLINK_RECEIVE', 'sock_diag: no answer within 2000 ms') }
    }
    this.datagram = datagramOf(next)
    return { ok: true, value: next.length }
  }

  close(): void {
    this.closed = true
  }
}

/** A captured answer carries the number of the captured request. */
function renumbered(bytes: Uint8Array, sequence: number): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  for (let at = 0; at + 16 <= copy.length; ) {
    const size = view.getUint32(at, true)
    if (size < 16) break
    view.setUint32(at + 8, sequence, true)
    at += (size + 3) & ~3
  }
  return copy
}

/** An ending with a status: NLMSG_DONE, or NLMSG_ERROR for a refusal. */
export function ending(errno: number, flags = 0): Uint8Array {
  const bytes = new Uint8Array(20)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 20, true)
  view.setUint16(4, errno === 0 ? 3 : 2, true)
  view.setUint16(6, flags, true)
  view.setInt32(16, -errno, true)
  return bytes
}
