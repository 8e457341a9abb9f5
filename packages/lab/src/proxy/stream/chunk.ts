/** Bytes as they came out of one read of a socket, or a slice of them. */
export interface Chunk {
  readonly data: Buffer
  /** When they came, ms of the monotonic clock; a fault that delays them moves it, so that delays add up. */
  readonly at: number
}

/**
 * How a stream ends.
 *
 * - `half-close`: the sender sent a FIN; the other direction goes on
 * - `close`: the connection is closed, a FIN to both ends
 * - `reset`: the connection is torn down, a RST to both ends
 */
export type Ending = 'half-close' | 'close' | 'reset'
