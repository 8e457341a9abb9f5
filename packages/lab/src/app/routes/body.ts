import type { Asked } from '../exchange/index.js'

/** Of a request's body as much is kept. */
const MAX_BYTES = 65_536

export interface Body {
  readonly text: string
  readonly bytes: number
  readonly isCut: boolean
}

/** Reads a request's body to its end. Throws when the client leaves before. */
export async function readBody(asked: Asked): Promise<Body> {
  const kept: Uint8Array[] = []
  let bytes = 0
  for await (const piece of asked) {
    if (bytes < MAX_BYTES) kept.push(piece.subarray(0, MAX_BYTES - bytes))
    bytes += piece.length
  }
  return { text: Buffer.concat(kept).toString(), bytes, isCut: bytes > MAX_BYTES }
}
