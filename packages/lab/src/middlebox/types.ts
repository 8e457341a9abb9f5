import type { ChildProcess, SpawnOptions } from 'node:child_process'
import type { Expiry } from '@halfopen/core'
import type { Address, ListenOptions } from '../serving/index.js'

export const BACKENDS = ['kernel', 'native', 'portable'] as const
export type Backend = (typeof BACKENDS)[number]

/** How the middlebox treats a flow: a preset of the table of hops, or one's own. */
export interface FlowPolicy {
  /** Silence after which a flow is forgotten, ms of this laboratory (already divided by the scale); at least 50. */
  readonly idleTimeoutMs: number
  readonly atExpiry: Expiry
  /** `honour`: a TCP keep-alive probe resets the idle timer; `ignore`: only data does. */
  readonly keepAlive: 'honour' | 'ignore'
}

export interface MiddleboxOptions {
  /** Where flows go on to. */
  readonly target: Address
  readonly policy: FlowPolicy
  /** Default `auto`: the most faithful one that works here and can play the policy. */
  readonly backend?: Backend | 'auto'
  /** Where clients on this host connect to; the kernel backend has no such place. */
  readonly listen?: ListenOptions
  /** `host`: only a backend that any client on this host can use will do. Default: also one that only `run` reaches. */
  readonly reach?: 'host'
  /** Told of each event in the life of a flow; the kernel backend, whose flows the kernel keeps, has none to tell. */
  readonly onFlow?: (event: FlowEvent) => void
}

/** What befell a flow. */
export interface FlowEvent {
  /** Counts from 1. */
  readonly flow: number
  readonly client: Address
  /** Since the flow was opened, ms. */
  readonly ageMs: number
  readonly what: FlowHappening
}

/**
 * - `opened`: the target has taken the connection
 * - `unreachable`: it has not; the client got a RST
 * - `forgotten`: the idle timeout has passed
 * - `revived`: the client has sent again (only `block-inbound`)
 * - `reset`: by whom the RST came and who got it; `both` when the middlebox itself ends the flow
 * - `closed`: both ends have closed
 */
export type FlowHappening =
  | { readonly kind: 'opened' | 'forgotten' | 'revived' | 'closed' }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'reset'; readonly by: FlowSide | 'middlebox'; readonly to: FlowSide | 'both' }

export type FlowSide = 'client' | 'server'

export interface MiddleboxCounts {
  /** Flows opened since the start. */
  readonly opened: number
  /** Flows that were forgotten. */
  readonly forgotten: number
}

/** A middlebox that runs. Disposing it takes everything away that it made. */
export interface Middlebox extends AsyncDisposable {
  readonly backend: Backend
  readonly policy: FlowPolicy
  /** What it cannot imitate, each a sentence; empty: nothing known. */
  readonly cannot: readonly string[]
  /** Where a client started with `run` connects to; with the native and portable backends any client on this host. */
  readonly address: Address
  readonly reach: 'host' | 'run-only'
  /** Starts a client whose connections to `address` cross the middlebox. */
  run(command: readonly [file: string, ...args: string[]], options?: SpawnOptions): ChildProcess
  counts(): Promise<MiddleboxCounts>
}

/** One way of playing a middlebox. */
export interface BackendFactory {
  readonly backend: Backend
  /** Why it cannot play this policy; undefined: it can. */
  refuses(policy: FlowPolicy): string | undefined
  /** Why it does not work on this host, for this user; undefined: it does. */
  unavailable(): Promise<string | undefined>
  /** @throws HalfopenError HO_NAMESPACES, HO_NATIVE, HO_LISTEN. */
  open(options: Pick<MiddleboxOptions, 'target' | 'policy' | 'listen' | 'onFlow'>): Promise<Middlebox>
}
