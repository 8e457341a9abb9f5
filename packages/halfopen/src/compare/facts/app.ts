/** One request as the lab's app saw it. Times on the app's clock, ms. */
export interface AppRequest {
  readonly method: string
  readonly path: string
  readonly httpVersion: string
  readonly headers: Readonly<Record<string, string>>
  readonly startedMs: number
  readonly status: number | null
  readonly answeredMs: number | null
  /** The whole answer was handed to the kernel. */
  readonly completed: boolean
}

/** One connection as the lab's app saw it. */
export interface AppConnection {
  readonly id: number
  readonly remote: { readonly host: string; readonly port: number }
  readonly openedMs: number
  readonly closedMs: number | null
  readonly protocol: string | null
  readonly tls: boolean
  readonly closedBy: 'client' | 'app' | 'client-reset' | 'timeout' | null
  readonly clientHalfClosed: boolean
  readonly requests: readonly AppRequest[]
}
