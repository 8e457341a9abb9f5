import { SocketSink } from '../sockets/index.js'

export interface FakeSocket {
  readonly inode: number
  readonly cookie?: number
  readonly localPort?: number
}

/** A sink that holds these connections and listeners. */
export function sinkOf(connections: readonly FakeSocket[], listeners: readonly FakeSocket[] = []): SocketSink {
  const sink = new SocketSink()
  sink.table.reserve(connections.length)
  for (const { inode, cookie = inode, localPort = 80 } of connections) {
    const row = sink.table.length++
    const c = sink.table.columns
    c.namespace[row] = 0
    c.inode[row] = inode
    c.cookie[row] = cookie
    c.localPort[row] = localPort
    c.owner[row] = -1
  }
  for (const { inode, cookie = inode, localPort = 80 } of listeners) {
    const address = [0, 0, 0, 0] as const
    sink.listeners.push({ namespace: 0, address, port: localPort, cookie, inode, acceptQueue: 0, backlogMax: 128 })
  }
  return sink
}
