/** A guarded server that drains on SIGTERM, and a request that ends when the parent says so. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { guard } from '../index.js'

let waiting: ServerResponse | undefined
const server = createServer((_, res) => {
  waiting = res
  process.send?.({ asked: true })
})
const one = guard(server, { drainOn: ['SIGTERM'], drainGraceMs: 5_000 })
one.events.on('drain', () => process.send?.({ draining: true }))
process.on('message', () => waiting?.end('done'))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
