import { once } from 'node:events'

import { type WebSocket, WebSocketServer } from 'ws'

import { LAB_HEADER } from '../exchange/index.js'
import { duration, optional } from '../parameters/index.js'
import { type Handshake, route } from './route.js'

const MAX_MESSAGE_BYTES = 1_048_576

const PING = duration({ does: 'time from ping to ping of the app', usually: '30s', min: 10 })
const FOR = duration({ does: 'time until the app closes it', usually: '1h' })

export const websocket = route({
  path: '/websocket',
  does: 'a WebSocket that echoes every message, up to 1 MiB (HTTP/1.1, as the first request of its connection)',
  parameters: { ping: optional(PING, 'no pings'), for: optional(FOR, 'until the client closes it') },
  async answer(exchange) {
    await exchange.text(426, 'this is a WebSocket: ask for an upgrade in the first request of a connection\n', {
      upgrade: 'websocket',
    })
  },
  async upgrade(handshake, { ping, for: forMs }) {
    const socket = await accept(handshake)
    if (socket === undefined) return
    handshake.accepted()
    const timers = [
      ping === undefined ? undefined : setInterval(() => socket.ping(), ping),
      forMs === undefined ? undefined : setTimeout(() => end(socket, handshake), forMs),
    ]
    echoAll(socket)
    await once(socket, 'close')
    for (const timer of timers) clearTimeout(timer)
  },
})

const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: MAX_MESSAGE_BYTES })
server.on('headers', (headers) =>
  headers.push(...Object.entries(LAB_HEADER).map(([name, value]) => `${name}: ${value}`)),
)

/** undefined: ws has refused it and answered. */
async function accept({ asked, head, connection }: Handshake): Promise<WebSocket | undefined> {
  return new Promise((resolve) => {
    connection.raw.once('close', () => resolve(undefined))
    server.handleUpgrade(asked, asked.socket, head, resolve)
  })
}

function end(socket: WebSocket, { connection }: Handshake): void {
  connection.entry.closing()
  socket.close(1000)
}

function echoAll(socket: WebSocket): void {
  // A broken frame or a reset: 'close' follows.
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer, isBinary) => {
    socket.pause()
    socket.send(data, { binary: isBinary }, () => socket.resume())
  })
}
