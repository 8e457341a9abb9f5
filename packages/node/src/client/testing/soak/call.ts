import type { Socket } from 'node:net'
import type { Agent } from 'node:http'
import type { ClientDispatcher } from '../../index.js'
import type { PathName } from './paths.js'

/** `strict` has short times, `hasty` the shortest deadline. */
type Patience = 'patient' | 'strict' | 'hasty'

/** What one crew asks with. */
export interface Clients {
  readonly dispatcher: Readonly<Record<Patience, ClientDispatcher>>
  readonly agent: Readonly<Record<Patience, Agent>>
}

/** How often each connection was used, as the sockets say, whatever the client under test counts. */
const uses = new WeakMap<Socket, number>()

/** One request of the soak, and what was seen of it on the wire. */
export class Call {
  /** How often it was put on the wire. */
  attempts = 0
  /** The last time, the connection had carried another before. */
  isReused = false
  private socket: Socket | undefined
  private bytesBefore = 0

  readonly id: number
  readonly path: PathName
  private readonly origin: string
  private readonly clients: Clients

  constructor(given: { readonly id: number; readonly path: PathName; readonly origin: string; clients: Clients }) {
    this.id = given.id
    this.path = given.path
    this.origin = given.origin
    this.clients = given.clients
  }

  /** A URL that says which request this is. */
  url(route: string): string {
    return `${this.origin}${route}${route.includes('?') ? '&' : '?'}mark=${this.id}`
  }

  dispatcher(which: Patience = this.patience): ClientDispatcher {
    return this.clients.dispatcher[which]
  }

  agent(which: Patience = this.patience): Agent {
    return this.clients.agent[which]
  }

  private get patience(): Patience {
    return this.path === 'silent' ? 'strict' : 'patient'
  }

  sentOn(socket: Socket): void {
    const used = uses.get(socket) ?? 0
    uses.set(socket, used + 1)
    this.attempts += 1
    this.isReused = used > 0
    this.socket = socket
    this.bytesBefore = socket.bytesRead
  }

  /** Of an answer, since it was last sent. */
  get answerBytes(): number {
    return (this.socket?.bytesRead ?? 0) - this.bytesBefore
  }
}

/** An answer that is not this request's, or not the whole of it. */
export class WrongAnswer extends Error {
  readonly code = 'SOAK_WRONG_ANSWER'
}

/** What a handler of the soak throws, and what it ends a request with. */
export class Left extends Error {
  readonly code = 'SOAK_LEFT'
}

/** The first code on the way down the causes, else the name. */
export function codeOf(error: unknown): string {
  return coded(error)?.code ?? (error instanceof Error ? error.name : String(error))
}

/** It is the connection that did not come about. */
export const isOfConnect = (error: unknown): boolean => coded(error)?.syscall === 'connect'

function coded(error: unknown): { readonly code: string; readonly syscall?: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at as Error & { code: string }
  }
  return undefined
}
