import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { serve } from '../../serving/index.js'
import type { BackendFactory, FlowEvent, FlowHappening, FlowPolicy, Middlebox } from '../types.js'
import { Peer } from './peer.js'

export type { Peer }

/** A target, a middlebox before it, and what the middlebox tells. */
export interface Scene extends AsyncDisposable {
  readonly box: Middlebox
  readonly events: readonly FlowEvent[]
  /** What was told of flows, in order, without the time. */
  readonly happenings: readonly FlowHappening[]
  /** A client's end and the server's end of a new flow; one at a time, or they could not be told apart. */
  flow(): Promise<{ readonly client: Peer; readonly server: Peer }>
}

export async function openScene(factory: BackendFactory, policy: FlowPolicy): Promise<Scene> {
  const target = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => undefined))
  const serving = await serve(target)
  const events: FlowEvent[] = []
  const clients = new Set<Socket>()
  const box = await factory.open({ target: serving.address, policy, onFlow: (event) => events.push(event) })
  return {
    box,
    events,
    get happenings() {
      return events.map(({ what }) => what)
    },
    async flow() {
      const accepted = once(target, 'connection')
      const client = connect({ ...box.address, allowHalfOpen: true })
      clients.add(client)
      const peer = new Peer(client)
      const [server] = (await accepted) as [Socket]
      return { client: peer, server: new Peer(server) }
    },
    async [Symbol.asyncDispose]() {
      await box[Symbol.asyncDispose]()
      for (const client of clients) client.destroy()
      await serving[Symbol.asyncDispose]()
    },
  }
}
