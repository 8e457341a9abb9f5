import { ConnectionTable, TCP_STATES, TIMERS } from '@halfopen/core'
import { expect, it } from 'vitest'

import { snapshot } from '../../fakes/index.js'
import { TabledSockets } from './tabled.js'

function oneRow(timer: keyof typeof TIMERS) {
  const table = new ConnectionTable()
  const c = table.columns
  c.local.set([0, 0, 0xffff, 0x7f000001])
  c.remote.set([0, 0, 0xffff, 0x0a000005])
  c.localPort[0] = 40_000
  c.remotePort[0] = 80
  c.state[0] = TCP_STATES['CLOSE-WAIT']
  c.timer[0] = TIMERS[timer]
  c.inode[0] = 7
  c.hasInfo[0] = 1
  c.bytesReceived[0] = 44
  table.length = 1
  const look = snapshot({ connections: table })
  return look.ok ? look.value : undefined
}

it('reads a socket by its inode, and looks at the table now and then only', () => {
  let nowMs = 0
  let looks = 0
  const sockets = new TabledSockets(
    () => {
      looks++
      return oneRow('keepAlive')
    },
    () => nowMs,
  )
  expect(sockets.read({ inode: 7 })).toMatchObject({
    local: '127.0.0.1:40000',
    localPort: 40_000,
    remote: '10.0.0.5:80',
    bytesReceived: 43,
    keepAlive: { enabled: true, timeS: null },
    userTimeoutMs: null,
  })
  expect(sockets.read({ inode: 8 })).toBeUndefined()
  expect(looks).toBe(1)
  nowMs = 100
  sockets.read({ inode: 7 })
  expect(looks).toBe(2)
})

it.each([
  ['none', { enabled: false, timeS: null, intervalS: null, probes: null }],
  ['retransmit', null],
  ['zeroWindow', null],
] as const)('the timer %s tells of keep-alive', (timer, keepAlive) => {
  const sockets = new TabledSockets(
    () => oneRow(timer),
    () => 0,
  )
  expect(sockets.read({ inode: 7 })?.keepAlive).toEqual(keepAlive)
})
