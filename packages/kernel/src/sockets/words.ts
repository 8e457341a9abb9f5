/** A word of a message; that it lies inside the message is checked before. */
export const word = (words: Uint32Array, at: number): number => words[at] ?? 0

/** 64 bits as a number: exact below 2^53, which cookies and byte counts stay below. */
export const wide = (words: Uint32Array, at: number): number => word(words, at) + word(words, at + 1) * 4_294_967_296

/** Network byte order to the machine's (little-endian), as unsigned number. */
export const swapped = (value: number): number =>
  ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0
