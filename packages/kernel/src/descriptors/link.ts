const PREFIX = new TextEncoder().encode('socket:[')
const BRACKET = 0x5d

/** The inode in a link `socket:[123]` of `length` bytes; 0 for any other link. */
export function socketInode(link: Uint8Array, length: number): number {
  // The first letter decides nearly always: paths begin with `/`.
  if (length < PREFIX.length + 2 || link[0] !== PREFIX[0] || link[length - 1] !== BRACKET) return 0
  for (let i = 1; i < PREFIX.length; i++) if (link[i] !== PREFIX[i]) return 0
  return decimal(link, PREFIX.length, length - 1)
}

/** A decimal number in ASCII; 0 where there is anything else. */
export function decimal(bytes: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return 0
    value = value * 10 + digit
  }
  return value
}
