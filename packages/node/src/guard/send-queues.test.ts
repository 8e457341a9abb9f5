import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { queuesIn, SendQueues } from './send-queues.js'
import { createServer } from 'node:net'
import { Raw, serving, until } from './testing/raw.js'
import { unsent } from './wire.js'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1516 1 00000000f5d5dabf 100 0 0 10 0
   1: 0100007F:223D 0100007F:B33E 01 0039F5E2:00000000 04:0000000B 00000000     0        0 8834472 3 00000000a3de8104 20 4 30 10 -1
`
const TABLE6 = `   7: 00000000000000000000000001000000:1F90 00000000000000000000000001000000:D2F4 01 00000010:00000000 01:00000012 00000000  1000        0 42 2 0000000000000000 20 4 0 10 -1
`

it('reads what lies in the queues, of IPv4 and IPv6', () => {
  expect([...queuesIn(TABLE)]).toEqual([[8_834_472, 0x39f5e2]])
  expect([...queuesIn(TABLE6)]).toEqual([[42, 16]])
  expect([...queuesIn('')]).toEqual([])
})

it('reads once for all who ask at one moment, and not at every moment', () => {
  let reads = 0
  const queues = new SendQueues(() => (reads++, new Map()))
  const looks = [0, 0, 100, 100, 20_000].map((now) => queues.look(now))
  expect([looks, reads]).toEqual([[true, true, false, false, true], 2])
})

it('knows nothing of what is no socket of the kernel', () => {
  const queues = new SendQueues()
  queues.look(0)
  expect(queues.of({} as Socket)).toBeUndefined()
  expect(queues.of({ _handle: { fd: 1_000_000 } } as unknown as Socket)).toBeUndefined()
})

it.skipIf(!existsSync('/proc/self/net/tcp'))('shrinks with what the client reads', async () => {
  let accepted: Socket | undefined
  const server = createServer((socket) => {
    accepted = socket.on('error', () => undefined)
    socket.write(Buffer.alloc(48 * 2 ** 20))
  })
  await using at = await serving(server)
  using client = await Raw.to(at)
  client.socket.pause()
  await until(() => accepted !== undefined && unsent(accepted) > 0)
  const now = () => {
    const queues = new SendQueues()
    queues.look(0)
    return queues.of(accepted!)
  }
  expect(now()).toBeGreaterThan(0)
  client.socket.resume()
  await until(() => now() === undefined)
})
