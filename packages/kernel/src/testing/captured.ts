import { readFileSync } from 'node:fs'

/** What netlink/fixtures/capture.py wrote: answers of a real kernel about sockets in known states. */
interface Captured {
  readonly sequence: number
  readonly requests: Readonly<Record<Kind, string>>
  readonly answers: Readonly<Record<Kind, readonly string[]>>
  readonly procNetTcp: readonly string[]
  readonly procNetTcp6: readonly string[]
}

export type Kind = 'both' | 'ipv4' | 'ipv6'

export const captured: Captured = JSON.parse(
  readFileSync(new URL('../netlink/fixtures/dump.json', import.meta.url), 'utf8'),
)

/** The datagrams of one answer. */
export const answerOf = (kind: Kind): Uint8Array[] =>
  captured.answers[kind].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')))
