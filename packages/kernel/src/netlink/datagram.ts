/** Two views of the same received bytes. */
export interface Datagram {
  readonly bytes: Uint8Array
  readonly words: Uint32Array
}
