import { platform } from 'node:os'
import { connectionAt, type Process, type Snapshot } from '@halfopen/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until, World } from '../testing/world.js'
import { Scanner } from './scanner.js'

/** One suite for both sources of the same facts. */
describe.runIf(platform() === 'linux').each(['netlink', 'procfs'] as const)(
  'the connections of a host, from %s',
  (source) => {
    let world: World
    let scanner: Scanner
    beforeEach(() => {
      world = new World()
      scanner = Scanner.open({ source })
    })
    afterEach(async () => {
      scanner[Symbol.dispose]()
      await world[Symbol.asyncDispose]()
    })

    function look(): Snapshot {
      const result = scanner.look()
      if (!result.ok) throw result.error
      return result.value
    }

    const ownerAt = (snapshot: Snapshot, row: number): Process | undefined =>
      snapshot.processes[snapshot.connections.columns.owner[row] ?? -1]

    /** The connections with this remote port. */
    /** Without what is left of others who had this port before. */
    const towards = (snapshot: Snapshot, port: number) =>
      rows(snapshot, (row) => snapshot.connections.columns.remotePort[row] === port).filter(
        ({ state }) => state !== 'TIME-WAIT',
      )
    const from = (snapshot: Snapshot, port: number) =>
      rows(snapshot, (row) => snapshot.connections.columns.localPort[row] === port)

    const listenerAt = (snapshot: Snapshot, port: number) =>
      snapshot.listeners.find((one) => one.namespace === 0 && one.port === port)

    function rows(snapshot: Snapshot, pick: (row: number) => boolean) {
      const all = Array.from({ length: snapshot.connections.length }, (_, row) => row)
      // Other network namespaces may use the same ports.
      return all
        .filter((row) => snapshot.connections.columns.namespace[row] === 0 && pick(row))
        .map((row) => ({
          ...connectionAt(snapshot.connections, row),
          pid: ownerAt(snapshot, row)?.pid,
        }))
    }

    it('says where it looked', () => {
      const snapshot = look()
      expect(snapshot.source).toBe(source)
      expect(snapshot.namespaces[0]?.ephemeralPorts[0]).toBeGreaterThan(0)
      expect(snapshot.namespaces[0]?.counters?.estabResets).toBeGreaterThanOrEqual(0)
      expect(snapshot.limits.some((limit) => limit.includes('/proc/net/tcp'))).toBe(source === 'procfs')
      expect(snapshot.processes.find(({ pid }) => pid === process.pid)).toMatchObject({ runtime: 'node', name: 'node' })
    })

    it('sees bytes that nobody reads, and who does not', async () => {
      const { port } = await world.listen('127.0.0.1', (socket) => void socket.write('x'.repeat(43)))
      await world.connect('127.0.0.1', port)
      const [client] = await until('the bytes have arrived', () => {
        const found = towards(look(), port)
        return found[0]?.receiveQueueBytes === 43 && found
      })
      expect(client).toMatchObject({
        state: 'ESTABLISHED',
        remote: `127.0.0.1:${port}`,
        pid: process.pid,
        sendQueueBytes: 0,
      })
      expect(from(look(), port)).toMatchObject([{ state: 'ESTABLISHED', pid: process.pid, receiveQueueBytes: 0 }])
    })

    it('counts a FIN as one byte', async () => {
      const { port } = await world.listen('127.0.0.1', (socket) => void socket.end())
      await world.connect('127.0.0.1', port)
      const client = await until('the FIN has arrived', () =>
        towards(look(), port).find(({ state }) => state === 'CLOSE-WAIT'),
      )
      expect(client).toMatchObject({ receiveQueueBytes: 1, pid: process.pid })
      expect(from(look(), port)).toMatchObject([{ state: 'FIN-WAIT-2', pid: process.pid }])
      expect(client.info === null).toBe(source === 'procfs')
    })

    it('sees IPv6, and IPv4 behind an IPv6 listener as IPv4', async () => {
      const six = await world.listen('::1')
      await world.connect('::1', six.port)
      const both = await world.listen('::')
      await world.connect('127.0.0.1', both.port)
      const [accepted] = await until('both are accepted', () => {
        const found = from(look(), both.port)
        return found[0]?.pid !== undefined && from(look(), six.port)[0]?.pid !== undefined && found
      })
      expect(accepted?.local).toBe(`127.0.0.1:${both.port}`)
      expect(towards(look(), six.port)[0]?.remote).toBe(`[::1]:${six.port}`)
      const listener = listenerAt(look(), both.port)
      expect(listener?.address).toEqual([0, 0, 0, 0])
    })

    it('counts connections that wait to be accepted, which nobody owns', async () => {
      const server = world.node(`
      const server = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 7 }, () => console.log(server.address().port))`)
      const port = Number(await server.line())
      server.child.kill('SIGSTOP')
      for (let i = 0; i < 3; i++) world.knock('127.0.0.1', port)
      const { listener, snapshot } = await until('three wait', () => {
        const seen = look()
        const found = listenerAt(seen, port)
        return found?.acceptQueue === 3 && { listener: found, snapshot: seen }
      })
      if (source === 'netlink') expect(listener.backlogMax).toBe(7)
      else expect(listener.backlogMax).toBeGreaterThanOrEqual(128)
      expect(listener.owners.map((index) => snapshot.processes[index]?.pid)).toEqual([server.pid])
      expect(from(snapshot, port)).toMatchObject([1, 2, 3].map(() => ({ inode: 0, pid: undefined })))
    })

    it('knows all processes that can accept from a listener', async () => {
      const { server, port } = await world.listen('127.0.0.1')
      const pids = () => {
        const snapshot = look()
        const owners = listenerAt(snapshot, port)?.owners ?? []
        return owners.map((index) => snapshot.processes[index]?.pid)
      }
      expect(pids()).toEqual([process.pid])
      const worker = world.start('sleep', ['600'], server)
      await until('the worker is seen', () => pids().includes(worker.pid))
      expect(pids()).toEqual([process.pid, worker.pid])
      await worker.end()
      expect(pids()).toEqual([process.pid])
    })

    it('gives a connection that is inherited to the descendant, and back', async () => {
      const { port } = await world.listen('127.0.0.1')
      const socket = await world.connect('127.0.0.1', port)
      expect(towards(look(), port)[0]?.pid).toBe(process.pid)
      const child = world.start('sleep', ['600'], socket)
      await until('the child has it', () => towards(look(), port)[0]?.pid === child.pid)
      await child.end()
      await until('it is ours again', () => towards(look(), port)[0]?.pid === process.pid)
    })

    it('forgets a process that ends', async () => {
      const { port } = await world.listen('127.0.0.1')
      const client = world.node(`require('net').connect(${port}, '127.0.0.1', () => console.log('connected'))`)
      await client.line()
      expect(towards(look(), port)).toMatchObject([{ pid: client.pid, state: 'ESTABLISHED' }])
      await client.end()
      const snapshot = look()
      expect(snapshot.processes.some(({ pid }) => pid === client.pid)).toBe(false)
      expect(towards(snapshot, port).every(({ pid }) => pid === undefined)).toBe(true)
    })

    it('filters by state, and always reads the listeners', async () => {
      const { port } = await world.listen('127.0.0.1', (socket) => void socket.end())
      await world.connect('127.0.0.1', port)
      using filtered = Scanner.open({ source, states: ['CLOSE-WAIT'], owners: 'none' })
      const snapshot = await until('it is in CLOSE-WAIT', () => {
        const result = filtered.look()
        return result.ok && towards(result.value, port).length === 1 && result.value
      })
      expect(from(snapshot, port)).toEqual([])
      expect(towards(snapshot, port)).toMatchObject([{ state: 'CLOSE-WAIT', pid: undefined }])
      expect(snapshot.listeners.some((one) => one.port === port)).toBe(true)
    })

    it('leaves the snapshot before as it was, for one look', async () => {
      const { port } = await world.listen('127.0.0.1')
      const before = look()
      await world.connect('127.0.0.1', port)
      const after = look()
      expect(towards(before, port)).toEqual([])
      expect(towards(after, port)).toHaveLength(1)
      expect(before.connections).not.toBe(after.connections)
    })
  },
)
