import { expect, test } from 'vitest'
import { deadIn } from './dead-paths.js'

// Layout: Documentation/networking/proc_net_tcp.rst. Local ports 1000 (3E8) to 1004 (3EC).
const LINES = [
  '0: 0100007F:03E8 0100007F:1F90 01 00000040:00000000 01:00000200 00000003     0        0 1 2 0 20 4 0 10 -1',
  '1: 0100007F:03E9 0100007F:1F90 01 00000040:00000000 01:00000014 00000001     0        0 2 2 0 20 4 0 10 -1',
  '2: 0100007F:03EA 0100007F:1F90 01 00000000:00000000 02:00000100 00000000     0        2 3 2 0 20 4 0 10 -1',
  '3: 0100007F:03EB 0100007F:1F90 01 00000000:00000000 02:00000100 00000000     0        0 4 2 0 20 4 0 10 -1',
  '4: 0100007F:03EC 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 5 1 0 20 4 0 10 -1',
]

test('a path is dead when a second retransmission, or a second probe, goes unanswered', () => {
  expect([...deadIn(LINES)]).toEqual([1000, 1002])
})

test('any text is taken', () => {
  expect([...deadIn(['', 'x', '0: : : : : : : : : :', LINES[0]!.slice(0, 60)])]).toEqual([])
})
