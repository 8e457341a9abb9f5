import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { waitedMs } from './stat.js'
import { ProcessTree } from './tree.js'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proc-'))
})

afterEach(() => rmSync(root, { recursive: true }))

/** A process with a name that tries to mislead, one thread, and children. */
function process_(pid: number, children: string, { startTicks = 100, state = 'S' } = {}): void {
  mkdirSync(join(root, `${pid}/task/${pid}`), { recursive: true })
  const rest = `${state} ${'0 '.repeat(18)}${startTicks} 0`
  writeFileSync(join(root, `${pid}/stat`), `${pid} (a) R (b)) ${rest}`)
  writeFileSync(join(root, `${pid}/task/${pid}/children`), children)
}

it('finds grandchildren, remembers orphans, and forgets what has ended', () => {
  process_(10, '11 ')
  process_(11, '12 ')
  process_(12, '')
  const tree = new ProcessTree(10, root)
  tree.refresh()
  expect(tree.pids).toEqual([10, 11, 12])
  rmSync(join(root, '11'), { recursive: true })
  process_(12, '13 ')
  process_(13, '')
  tree.refresh()
  expect(tree.pids).toEqual([10, 12, 13])
})

it('tells a pid that was given again, and a zombie, from a member', () => {
  process_(10, '')
  const tree = new ProcessTree(10, root)
  const [member] = tree.members
  expect(tree.isAlive(member!)).toBe(true)
  process_(10, '', { state: 'Z' })
  expect(tree.isAlive(member!)).toBe(false)
  process_(10, '', { startTicks: 999 })
  expect(tree.isAlive(member!)).toBe(false)
})

it('reads how long a process waited for a processor', () => {
  mkdirSync(join(root, '7'))
  writeFileSync(join(root, '7/schedstat'), '123456789 2500000 42\n')
  expect(waitedMs(7, root)).toBe(2.5)
  expect(waitedMs(8, root)).toBe(0)
  expect(waitedMs(process.pid)).toBeGreaterThanOrEqual(0)
})
