import { expect, it } from 'vitest'

import { FakeHost } from '../testing/host.js'
import { restrictTo } from './restrict.js'
import { ConnectionTable } from './table.js'

it('keeps the connections of the wanted processes, with their owners, and every listener', () => {
  const host = new FakeHost().process(1).process(2).process(3)
  host.connections = [1, 2, 3, 2].map((pid, i) => ({ pid, local: `127.0.0.1:${40_000 + i}` }))
  host.listeners = [{ pids: [1, 3], port: 80, acceptQueue: 0, backlogMax: 1 }]
  const table = new ConnectionTable(1)
  const look = host.look(5)
  for (let round = 0; round < 2; round++) {
    const part = restrictTo(look, ({ pid }) => pid > 1, table)
    expect(part.processes.map(({ pid }) => pid)).toEqual([2, 3])
    expect([...table.columns.localPort.subarray(0, table.length)]).toEqual([40_001, 40_002, 40_003])
    expect([...table.columns.owner.subarray(0, table.length)]).toEqual([0, 1, 0])
    expect(table.remoteAddress(2)).toEqual(look.connections.remoteAddress(3))
    expect(part.listeners.map(({ port, owners }) => [port, owners])).toEqual([[80, [1]]])
  }
})
