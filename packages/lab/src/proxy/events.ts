import type { Toxic } from './toxics/index.js'

/** A proxy as Toxiproxy's API shows it. */
export interface ProxyState {
  readonly name: string
  /** Where it listens; with the real port once it has been enabled. */
  readonly listen: string
  readonly upstream: string
  readonly enabled: boolean
  readonly toxics: readonly Toxic[]
}

/** What happens in a proxy server, for whoever watches it. */
export type ProxyEvent =
  | { readonly event: 'proxy-created' | 'proxy-updated' | 'proxy-removed'; readonly proxy: ProxyState }
  | {
      readonly event: 'toxic-added' | 'toxic-updated' | 'toxic-removed'
      readonly proxy: string
      readonly toxic: Toxic
    }
  | {
      readonly event: 'connection-opened'
      readonly proxy: string
      /** Its number in its proxy, from 1: with the seed it fixes what the toxics decide. */
      readonly connection: number
      readonly client: string
    }
  | { readonly event: 'upstream-failed'; readonly proxy: string; readonly connection: number; readonly reason: string }
  | {
      readonly event: 'toxic-acted'
      readonly proxy: string
      readonly connection: number
      readonly toxic: string
      readonly what: string
    }
  | {
      readonly event: 'connection-closed'
      readonly proxy: string
      readonly connection: number
      /** Bytes from the client, and to it. */
      readonly upstreamBytes: number
      readonly downstreamBytes: number
    }
