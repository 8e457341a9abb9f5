import { type Random, seeded } from '../../random/index.js'

/** What makes a toxic's decisions on one connection its own. */
export interface Draw {
  readonly seed: number
  readonly proxy: string
  /** The connection's number in its proxy, from 1. */
  readonly connection: number
  readonly toxic: string
}

/**
 * Random numbers of one toxic on one connection. They depend on nothing else,
 * so connections that run at the same time do not change each other's luck.
 */
export function diceFor({ seed, proxy, connection, toxic }: Draw): Random {
  return seeded(fnv1a(JSON.stringify([seed, proxy, connection, toxic])))
}

/** FNV-1a, 32 bits (RFC 9923 §2). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
