import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'

type Created = (error: Error | null, socket?: Socket) => void

/**
 * The methods of http.Agent that Node.js documents as overridable, and `addRequest`, which ClientRequest calls and
 * every agent on npm overrides. @types/node 20 has none of them.
 */
export interface AgentMethods {
  addRequest(request: OpenRequest, options: RequestOptions): void
  createConnection(options: RequestOptions, created?: Created): Socket | undefined
  keepSocketAlive(socket: Socket): boolean
  reuseSocket(socket: Socket, request: ClientRequest): void
}

export type OpenAgent = Agent & AgentMethods

/** What an agent calls to hand over a connection, or to say that there is none. */
export type OpenRequest = ClientRequest & {
  onSocket(socket: Socket | null, error?: Error): void
  readonly res?: IncomingMessage | null
}
