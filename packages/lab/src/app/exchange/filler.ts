const LINE = 'halfopen lab: these bytes are here to be counted, not to be read\n'
const PIECE = Buffer.from(LINE.repeat(1024)).subarray(0, 65_536)

/** So many bytes of text, in pieces of at most 64 KiB: a gigabyte is never in memory. */
export function* filler(bytes: number): Generator<Uint8Array> {
  for (let left = bytes; left > 0; left -= PIECE.length) yield PIECE.subarray(0, left)
}
