import { describe, expect, it } from 'vitest'
import { FakeHost } from '../testing/host.js'
import { connectionAt, ConnectionTable, groupConnections, PeerIndex } from './index.js'

describe('ConnectionTable', () => {
  it('keeps its rows when it grows', () => {
    const table = new ConnectionTable(2)
    table.columns.inode.set([11, 12])
    table.columns.remote.set([1, 2, 3, 4], 4)
    table.length = 2
    table.reserve(1000)
    expect(table.capacity).toBeGreaterThanOrEqual(1000)
    expect([table.columns.inode[0], table.columns.inode[1]]).toEqual([11, 12])
    expect(table.remoteAddress(1)).toEqual([1, 2, 3, 4])
  })
})

describe('groupConnections', () => {
  const host = new FakeHost().process(20).process(10)
  host.listeners = [{ port: 8080, acceptQueue: 1, backlogMax: 5, pids: [20] }]
  host.connections = [
    { pid: 20, local: '127.0.0.1:8080', remote: '127.0.0.1:45000' },
    { pid: 10, local: '127.0.0.1:45000', remote: '127.0.0.1:8080' },
    { pid: null, local: '127.0.0.1:8080', remote: '127.0.0.1:45001' },
    { pid: null, local: '127.0.0.1:45002', remote: '127.0.0.1:8080', state: 'TIME-WAIT' },
    { pid: 10, local: '10.0.0.1:9999', remote: '10.0.0.2:50000' },
    { pid: 10, local: '10.0.0.1:45003', remote: '10.0.0.2:443' },
  ]
  const groups = groupConnections(host.look(0))

  it('tells inbound from outbound, by listeners and then by the ephemeral ports', () => {
    expect(groups.all.map((g) => [g.direction, g.remote ?? g.localPort, g.rows])).toEqual([
      ['inbound', 8080, [0, 2]],
      ['outbound', '127.0.0.1:8080', [1]],
      ['inbound', 9999, [4]],
      ['outbound', '10.0.0.2:443', [5]],
    ])
  })

  it('gives a connection that nobody has accepted to whoever listens, and TIME-WAIT to nobody', () => {
    expect(groups.groupOf(2)?.process).toBe(0)
    expect(groups.groupOf(3)).toBeUndefined()
  })

  it('finds the other end, and says when there is none', () => {
    const peers = new PeerIndex(host.look(0).connections)
    expect([peers.peerOf(0), peers.peerOf(1), peers.peerOf(5)]).toEqual([1, 0, -1])
  })

  it('makes an object of a row', () => {
    expect(connectionAt(host.look(0).connections, 1)).toMatchObject({
      local: '127.0.0.1:45000',
      remote: '127.0.0.1:8080',
      state: 'ESTABLISHED',
      timer: { kind: 'none' },
      cookie: '2',
    })
  })
})
