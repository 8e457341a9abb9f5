import type { ClientFacts, ComparedConnection } from '../facts/index.js'

/** The connection on which a client waited longest: the one that decides its outcome. undefined: none came about. */
export function main({ connections }: ClientFacts): ComparedConnection | undefined {
  let longest: ComparedConnection | undefined
  for (const one of connections) {
    if (one.established && (longest === undefined || one.longestSilence.ms > longest.longestSilence.ms)) longest = one
  }
  return longest
}

/** Where the app saw it, by its requests; else data was sent again after data had come, which a TLS handshake does too. */
export function reused({ app, turns }: ComparedConnection): boolean {
  return app === null ? turns > 1 : app.requests.length > 1
}
