import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { startProxyServer } from './server.js'
import { client, echo, hash, play, until, upstream } from './testing/index.js'
import type { ToxicSpec } from './toxics/index.js'

const data = randomBytes(3_000_000)

describe('a proxy without toxics', () => {
  it('passes bytes both ways, and half-closes', async () => {
    await using lab = await play({ serve: echo })
    const end = await lab.open()
    end.socket.end(data)
    expect(await end.ends()).toBe('fin')
    expect(hash(end.bytes)).toBe(hash(data))
    await until(() => lab.proxy.connections === 0, 'no connection')
    expect(lab.proxy.traffic).toEqual({
      upstream: { received: data.length, sent: data.length },
      downstream: { received: data.length, sent: data.length },
    })
  })

  it('passes a RST on', async () => {
    await using lab = await play({})
    const { near, far } = await lab.pair()
    far.socket.resetAndDestroy()
    expect(await near.ends()).toBe('ECONNRESET')
    const second = await lab.pair()
    second.near.socket.resetAndDestroy()
    expect(await second.far.ends()).toBe('ECONNRESET')
    await until(() => lab.proxy.connections === 0, 'no connection')
  })

  it('closes the client when the upstream cannot be connected', async () => {
    await using lab = await startProxyServer()
    const gone = await upstream(echo)
    const { address } = gone
    await gone[Symbol.asyncDispose]()
    const proxy = await lab.create({ name: 'nowhere', upstream: address })
    await using end = await client(proxy.address)
    expect(await end.ends()).toBe('fin')
  })
})

describe('memory', () => {
  it.each([
    [[]],
    [
      [
        { type: 'bandwidth', attributes: { rate: 1_000_000 } },
        { type: 'slicer', attributes: { average_size: 9000 } },
      ],
    ],
  ])('is bounded when the client does not read: %j', async (toxics) => {
    await using lab = await play({ toxics: toxics as ToxicSpec[] })
    const { near, far } = await lab.pair()
    near.socket.pause()
    const flood = Buffer.alloc(65_536)
    let blocked = 0
    const { downstream } = lab.proxy.traffic
    while (blocked < 20) {
      const before = downstream.received
      if (far.socket.writableLength < 1_000_000) far.socket.write(flood)
      await new Promise((resolve) => setTimeout(resolve, 1))
      blocked = downstream.received === before && downstream.received > 0 ? blocked + 1 : 0
      // Three channels of 64 KiB and a chunk in each, and what a socket's write has in hand.
      expect(downstream.received - downstream.sent).toBeLessThan(600_000)
    }
    near.socket.resume()
    far.socket.end()
    await near.ends()
    expect(near.bytes.length).toBe(downstream.received)
  })
})

describe('toxics that come and go while bytes flow', () => {
  it('lose and reorder nothing', async () => {
    await using lab = await play({ serve: echo })
    const end = await lab.open()
    end.socket.end(data)
    const { toxics } = lab.proxy
    for (let round = 0; round < 8; round += 1) {
      await toxics.add({ type: 'latency', attributes: { latency: 2, jitter: 2 } })
      await toxics.add({ type: 'slicer', attributes: { average_size: 4000, size_variation: 1000 } })
      await toxics.add({ type: 'bandwidth', stream: 'upstream', attributes: { rate: 100_000 } })
      await toxics.update('slicer_downstream', { attributes: { average_size: 2000 } })
      await toxics.remove('latency_downstream')
      await toxics.remove('slicer_downstream')
      await toxics.update('bandwidth_upstream', { toxicity: 0 })
      await toxics.clear()
    }
    expect(await end.ends()).toBe('fin')
    expect(hash(end.bytes)).toBe(hash(data))
  })
})

describe('toxicity and the seed', () => {
  const toxics = [{ type: 'close_after', toxicity: 0.5, attributes: { bytes: 1 } }] as const

  async function spared(seed: number): Promise<string> {
    await using lab = await play({ serve: echo, seed, toxics })
    let pattern = ''
    for (let n = 0; n < 16; n += 1) {
      const end = await lab.open()
      end.socket.end('four')
      await end.ends()
      pattern += end.text.length === 4 ? '.' : 'x'
    }
    return pattern
  }

  it('the same seed spares the same connections', async () => {
    const first = await spared(7)
    expect(await spared(7)).toBe(first)
    expect(first).toContain('.')
    expect(first).toContain('x')
    expect(await spared(8)).not.toBe(first)
  })
})

describe('going down, and away', () => {
  it('drops connections, refuses new ones, and comes back on the same port', async () => {
    await using lab = await play({ serve: echo })
    const end = await lab.open()
    const { address } = lab.proxy
    await lab.proxy.update({ enabled: false })
    expect(await end.ends()).toBe('fin')
    const [error] = (await once(connect(address), 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
    await lab.proxy.update({ enabled: true })
    expect(lab.proxy.address).toEqual(address)
    const again = await lab.open()
    again.socket.write('hello')
    await again.hears(5)
  })

  it('is not to be had again once it is gone', async () => {
    const lab = await startProxyServer()
    const proxy = await lab.create({ name: 'a', upstream: '127.0.0.1:1' })
    await lab[Symbol.asyncDispose]()
    await expect(lab.create({ name: 'b', upstream: '127.0.0.1:1' })).rejects.toMatchObject({ code: 'HO_USAGE' })
    await expect(lab.populate([{ name: 'b', upstream: '127.0.0.1:1' }])).rejects.toMatchObject({ code: 'HO_USAGE' })
    await expect(proxy.update({ enabled: true })).rejects.toMatchObject({ code: 'HO_NO_SUCH' })
    expect([lab.proxies(), proxy.enabled]).toEqual([[], false])
  })

  it('leaves nothing behind when it is disposed', async () => {
    const before = sockets()
    const lab = await startProxyServer()
    const server = await upstream(echo)
    const toxics = [
      { type: 'latency', attributes: { latency: 3_600_000 } },
      { type: 'idle_forget', attributes: { idle: 60_000 } },
      { type: 'half_open' },
    ] as const
    const proxy = await lab.create({ name: 'busy', upstream: server.address, toxics })
    const end = await client(proxy.address)
    end.socket.write('hello')
    await until(() => proxy.connections === 1)
    await lab[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    await end.ends()
    expect(proxy.connections).toBe(0)
    await end[Symbol.asyncDispose]()
    await until(() => sockets() <= before, 'as many sockets as before')
  })
})

const sockets = (): number => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP')).length
