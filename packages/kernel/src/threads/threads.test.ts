import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callsOf } from './calls.js'
import { descriptorsIn } from './memory.js'
import { parseSyscall } from './syscall.js'

const x64 = callsOf('x64')
const on = (number: number, ...args: string[]) =>
  parseSyscall(
    `${number} ${[...args, '0x0', '0x0', '0x0', '0x0', '0x0', '0x0'].slice(0, 6).join(' ')} 0x7ffd0 0x7f4c1\n`,
    x64,
  )

describe('the file syscall', () => {
  it('tells a read and its descriptor', () => {
    // A python3 in recv(), Linux 6.18.
    const text = '45 0x3 0x7f2a8c0f1d30 0x10000 0x0 0x0 0x0 0x7ffe0d6c2b10 0x7f2a8d2f9b2c\n'
    expect(parseSyscall(text, x64)).toEqual({ in: 'read', descriptor: 3 })
    expect(parseSyscall(text.replace('45', '207'), callsOf('arm64'))).toEqual({ in: 'read', descriptor: 3 })
  })

  it('tells how long a poll waits', () => {
    expect(on(7, '0x7ffd10', '0x1', '0x7530')).toEqual({ in: 'poll', entries: 0x7ffd10, count: 1, bound: 'timeout' })
    expect(on(7, '0x7ffd10', '0x1', '0xffffffff')).toMatchObject({ bound: 'for-ever' })
    expect(on(7, '0x7ffd10', '0x1', '0xffffffffffffffff')).toMatchObject({ bound: 'for-ever' })
    expect(on(271, '0x7ffd10', '0x2', '0x0')).toMatchObject({ in: 'poll', count: 2, bound: 'for-ever' })
    expect(on(271, '0x7ffd10', '0x2', '0x7ffd20')).toMatchObject({ bound: 'timeout' })
  })

  it('tells a wait for a lock, not a wake', () => {
    expect(on(202, '0x1', '0x80', '0x2', '0x0')).toEqual({ in: 'futex', bound: 'for-ever' })
    expect(on(202, '0x1', '0x189', '0x2', '0x7ffd20')).toEqual({ in: 'futex', bound: 'timeout' })
    expect(on(202, '0x1', '0x81', '0x2')).toBeNull()
  })

  it('says nothing of other calls, running threads and unknown machines', () => {
    expect(on(232, '0x4')).toBeNull()
    expect(parseSyscall('running\n', x64)).toBeNull()
    expect(parseSyscall('-1 0x7ffd 0x7f4c\n', x64)).toBeNull()
    expect(callsOf('riscv64').size).toBe(0)
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSyscall(text, x64)))
  })
})

it('reads descriptors out of struct pollfd, without the ignored ones', () => {
  const bytes = new Uint8Array(24)
  const view = new DataView(bytes.buffer)
  for (const [i, descriptor] of [5, -1, 7].entries()) view.setInt32(i * 8, descriptor, true)
  expect(descriptorsIn(bytes)).toEqual([5, 7])
  expect(descriptorsIn(bytes.subarray(0, 20))).toEqual([5])
})
