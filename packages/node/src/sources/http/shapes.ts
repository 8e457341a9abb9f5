import type { ClientRequest, IncomingMessage } from 'node:http'

/** A ClientRequest as Node.js 20 to 24 have it: what is read of it beyond what is documented may be missing. */
export type Request = ClientRequest & {
  readonly agent?: AgentLike
  readonly res?: Response | null
  readonly upgradeOrConnect?: boolean
}

export type Response = IncomingMessage & {
  /** Node.js throws its body away: nobody listened for it, or its request was destroyed. */
  readonly _dumped?: boolean
}

/** Anything that ClientRequest takes for an agent: only `addRequest` is sure to be there. */
export interface AgentLike {
  readonly maxSockets?: number
  readonly maxTotalSockets?: number
  readonly totalSocketCount?: number
  readonly defaultPort?: number
  /** Requests that wait. */
  readonly requests?: Table
  /** Sockets in use. */
  readonly sockets?: Table
  readonly freeSockets?: Table
}

/** By name, as `agent.getName()` makes it: `host:port:` and what else tells connections apart. */
export type Table = Readonly<Record<string, readonly object[] | undefined>>

/** Messages of the diagnostics channels. Source: Node.js doc/api/diagnostics_channel.md, "HTTP" */
export interface Messages {
  readonly responded: { readonly request: Request; readonly response: Response }
  readonly failed: { readonly request: Request; readonly error: unknown }
}
