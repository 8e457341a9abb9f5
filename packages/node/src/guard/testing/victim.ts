/** A plain server, with or without a guard, as a process of its own: what the crowd besieges. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { guard, type GuardOptions } from '../index.js'

/** More than any kernel buffers for one connection. */
const BIG = Buffer.alloc(16 * 2 ** 20)

function answer(req: IncomingMessage, res: ServerResponse): void {
  if (req.url === '/big') res.end(BIG)
  else req.resume().on('end', () => res.end('ok'))
}

const options = JSON.parse(process.argv[2] ?? 'null') as GuardOptions | null
const server = createServer(answer)
const one = options === null ? undefined : guard(server, options)
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', () => process.send?.({ stats: one?.stats() ?? null }))
process.on('disconnect', () => process.exit())
