import type { End, Flow } from './flow.js'

/** What a joined flow tells. */
export interface FlowListener {
  /** Data or a FIN came from this end; called before it goes on. */
  heard(flow: Flow, end: End): void
  /** The connection of this end broke: a RST, or its kernel gave up. */
  broke(flow: Flow, end: End): void
  /** Both connections are gone. */
  ended(flow: Flow): void
}

/** Passes bytes and FINs on in both directions, each as fast as the other end reads. */
export function join(flow: Flow, listener: FlowListener): void {
  let open = flow.ends.length
  for (const end of flow.ends) {
    const { socket } = end
    const heard = () => listener.heard(flow, end)
    // Before `pipe`, so that whoever listens may still put things right before the bytes go on.
    socket.on('data', heard)
    socket.on('end', heard)
    socket.on('error', () => listener.broke(flow, end))
    socket.on('close', () => {
      open -= 1
      if (open === 0) listener.ended(flow)
    })
  }
  flow.client.socket.pipe(flow.server.socket)
  flow.server.socket.pipe(flow.client.socket)
}
