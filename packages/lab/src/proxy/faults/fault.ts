import type { z } from 'zod'
import type { Random } from '../../random/index.js'
import type { Chunk, Ending } from '../stream/index.js'

/**
 * One fault on one direction of one live connection, as the fault's `pipe`
 * sees it. Every wait in here ends early when the fault is changed or removed,
 * or the connection is gone; `interrupted` is true from then on.
 */
export interface Stage {
  /** What comes, in order, until the stream has ended or the stage is interrupted. */
  chunks(): AsyncIterable<Chunk>
  /** Passes on; resolves when there is room for more. What is written is never lost, interrupted or not. */
  write(chunk: Chunk): Promise<void>
  /** Passes on everything that comes, and the end; resolves when the stage is interrupted. */
  pass(): Promise<void>
  /** Ends the stream for what comes after this stage; what comes in later is dropped. */
  finish(ending: Ending): void
  /** At least `ms` (fractions allowed); false: interrupted before. */
  sleep(ms: number): Promise<boolean>
  /** Resolves when the stage is interrupted. */
  interruption(): Promise<void>
  readonly interrupted: boolean
  /** Bytes written since the fault met the connection; changing the fault does not reset it. */
  readonly written: number
  /** When the fault met the connection, ms of the monotonic clock. */
  readonly startedAt: number
  now(): number
  /** This stage's own numbers: the same ones for the same seed, proxy, connection and toxic. */
  readonly random: Random
  /** The end whose bytes enter this stream, and the one they go to. */
  readonly sender: Side
  readonly receiver: Side
  /** When a byte last came from either end, ms of the monotonic clock. */
  readonly lastDataAt: number
  /** Tells whoever watches the proxy what the fault did. */
  note(what: string): void
}

/** One end of the connection, through the socket that faces it. */
export interface Side {
  /**
   * The other end vanishes, as this end sees it: nothing is sent to it any
   * more, and where the kernel lets us (`SocketHandles.dropIncoming`) nothing
   * that it sends is acknowledged. Elsewhere its bytes are no longer read.
   */
  vanish(): void
  /** Undoes `vanish`; nothing has been lost. */
  reappear(): void
  /** A RST to this end only. */
  reset(): void
  /** Segments from this end, keep-alive probes included; undefined where the kernel cannot be asked. */
  segmentsIn(): number | undefined
  /** Since `vanish`: whether this end has sent anything, a probe included where the kernel can be asked. */
  hasSpoken(): boolean
}

/**
 * A fault: its attributes (the zod schema is the source of validation, types
 * and documentation), what it does to a stream, and how that is undone.
 */
export interface Fault<Schema extends z.ZodObject = z.ZodObject> {
  /** One sentence for the documentation. */
  readonly brief: string
  readonly attributes: Schema
  /** How much may wait in front of this stage, bytes; default 65536. */
  readonly bufferBytes?: number
  /**
   * Runs until the stream has ended or the stage is interrupted. When it
   * returns, an end that came in is passed on; when it was interrupted, it has
   * passed on every byte it took and is called again if the fault was changed.
   */
  pipe(stage: Stage, attributes: z.output<Schema>): Promise<void>
  /** When the fault is removed from a live connection, after `pipe` has returned. */
  undo?(stage: Stage): void
  /** When a connection that came at `arrivedAt` is accepted, ms of the monotonic clock; Infinity: not while the fault lasts. */
  acceptAt?(arrivedAt: number, attributes: z.output<Schema>): number
}

/** Ties `pipe` and `undo` to the types of the schema. */
export const defineFault = <Schema extends z.ZodObject>(fault: Fault<Schema>): Fault<Schema> => fault
