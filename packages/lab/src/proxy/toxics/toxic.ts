import type { z } from 'zod'
import type { FAULTS, FaultType } from '../faults/index.js'

export const STREAMS = ['upstream', 'downstream'] as const

/** `upstream`: what the client sends; `downstream`: what the server sends. */
export type Stream = (typeof STREAMS)[number]

/** A fault in force on one direction of a proxy's connections; its JSON is Toxiproxy's. */
export interface Toxic {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly name: string
  readonly type: FaultType
  readonly stream: Stream
  /** Probability that it acts on a connection, 0–1. */
  readonly toxicity: number
}

type AttributesOf<T extends FaultType> = z.input<(typeof FAULTS)[T]['attributes']>

/** A toxic to be added. */
export type ToxicSpec = { [T in FaultType]: ToxicSpecOf<T> }[FaultType]

interface ToxicSpecOf<T extends FaultType> {
  readonly type: T
  /** Unique in its proxy; default `<type>_<stream>`. */
  readonly name?: string
  /** Default `downstream`. */
  readonly stream?: Stream
  /** Probability that it acts on a connection, 0–1; default 1. */
  readonly toxicity?: number
  /** Attributes that are left out have their defaults. */
  readonly attributes?: AttributesOf<T>
}

/** What can be changed in a toxic; attributes that are left out stay as they are. */
export interface ToxicChange {
  readonly toxicity?: number
  readonly attributes?: Readonly<Record<string, unknown>>
}
