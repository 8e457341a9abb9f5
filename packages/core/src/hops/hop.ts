import table from './hops.json' with { type: 'json' }

/**
 * What a hop does with a connection whose idle timeout has passed.
 *
 * - `silent`: forwards nothing any more and tells nobody
 * - `reset-late`: tells nobody, then answers whoever sends next with a RST, and only that side
 * - `reset-both`: sends a RST to both ends at once
 * - `close`: sends a FIN to both ends at once
 * - `block-inbound`: drops what the server sends until the client has sent again
 */
export const EXPIRIES = ['silent', 'reset-late', 'reset-both', 'close', 'block-inbound'] as const
export type Expiry = (typeof EXPIRIES)[number]

/** A kind of hop that an HTTP connection crosses, with its defaults. */
export interface Hop {
  readonly id: string
  readonly name: string
  /** 4: forwards TCP; 7: ends the connection and speaks HTTP itself. */
  readonly layer: 4 | 7
  /** On which side of a connection the timeout applies: in between, to what it accepts, or to what it opens. */
  readonly role: 'path' | 'server' | 'client'
  /** Default, seconds; null: no limit. */
  readonly idleTimeoutS: number | null
  /** The range an operator may set, seconds; null: fixed, or not known. */
  readonly configurableS: readonly [from: number, to: number] | null
  /** What it is seen to do, the default first; empty: it never expires. */
  readonly atExpiry: readonly Expiry[]
  readonly inWords: string
  /** Whether a TCP keep-alive probe (no data) resets the idle timer; null: not known. */
  readonly keepAliveProbeResets: boolean | null
  /** `documented`: the vendor's own documentation or source; `measured`: on Linux with Node.js; `secondary`: a third party says so. */
  readonly basis: 'documented' | 'measured' | 'secondary'
  readonly source: string
}

/** The known hops (a test holds the file to the type). */
export const HOPS = table.hops as unknown as readonly Hop[]

/** When the table was last checked, year and month. */
export const HOPS_AS_OF = table.asOf

export const hopById = (id: string): Hop | undefined => HOPS.find((hop) => hop.id === id)

/** Those that a middlebox can play: they forward TCP and have a timeout. */
export const PATH_HOPS: readonly Hop[] = HOPS.filter((hop) => hop.layer === 4 && hop.idleTimeoutS !== null)
