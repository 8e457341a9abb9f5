/** Every time is in ms since the app started. */
export interface RequestRecord {
  readonly method: string
  /** With its query; at most 512 characters. */
  readonly path: string
  readonly httpVersion: string
  /** Names in lower case; at most 2 KiB of them. */
  readonly headers: Readonly<Record<string, string>>
  readonly startedMs: number
  /** null: nothing was answered. 101: the connection became a WebSocket. */
  readonly status: number | null
  /** When the head of the answer was sent. */
  readonly answeredMs: number | null
  /** When the whole answer was handed to the kernel, or given up; null: it is under way. */
  readonly endedMs: number | null
  /** The whole answer was handed to the kernel. */
  readonly completed: boolean
}

/**
 * Who ended the connection first: `client` with a FIN, a TLS alert or HTTP/2's
 * GOAWAY, `client-reset` with a RST; `app` with a FIN, or with a RST where a
 * route was asked for one; `timeout`: the kernel gave the client up, as it
 * acknowledged nothing any more.
 */
export type ClosedBy = 'client' | 'app' | 'client-reset' | 'timeout'

export type Protocol = 'http/1.1' | 'h2'

/** Which connection it is, without its story. */
export interface ConnectionIdentity extends Pick<ConnectionRecord, 'id' | 'remote' | 'protocol' | 'tls'> {
  /** Who has begun to end it, also before it is closed. */
  readonly endedBy: ClosedBy | null
}

export interface ConnectionRecord {
  /** 1, 2, 3… in the order of acceptance. */
  readonly id: number
  readonly remote: { readonly host: string; readonly port: number }
  readonly openedMs: number
  readonly closedMs: number | null
  /** null: the client has not said enough to know. */
  readonly protocol: Protocol | null
  readonly tls: boolean
  /** From the client, on the wire: with TLS, the encrypted bytes. */
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly closedBy: ClosedBy | null
  /** Why the TLS handshake failed, as OpenSSL or Node.js has it; null: it did not. */
  readonly handshakeError: string | null
  /** The client's FIN came while an answer was owed. */
  readonly clientHalfClosed: boolean
  /** The last 100; of all connections together, the last 16 MiB. */
  readonly requests: readonly RequestRecord[]
  /** Earlier ones, no longer remembered. */
  readonly requestsForgotten: number
}
