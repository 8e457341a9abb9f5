import type { Socket } from 'node:net'

/** How a backend notices that a connection lives, beyond the bytes that its stream hands over. */
export interface Hearing {
  /** How long ago a segment that counts as life crossed this connection, ms; Infinity: none that it knows of. */
  lifeAgeMs(nowMs: number): number
}

/** How a backend plays dead on a connection. */
export interface Silence {
  /** From now on nothing that arrives goes on to the other end. */
  begin(): void
  /** Whether anything has arrived since `begin`. */
  knocked(): boolean
  /** What arrives goes on again, nothing left out. */
  end(): void
}

/** What sets the userspace backends apart. */
export interface Senses {
  /** `always`: life shows only to who asks again and again; `when-due`: it is enough to ask when a timeout has passed. */
  readonly ask: 'always' | 'when-due'
  hearing(socket: Socket): Hearing
  /** `onward` is the connection of the other end. */
  silence(socket: Socket, onward: Socket): Silence
}
