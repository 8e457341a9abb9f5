import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeProc } from '../testing/fake-proc.js'
import { ProcessTable } from './table.js'

describe('the process table', () => {
  let proc: FakeProc
  let table: ProcessTable
  beforeEach(() => {
    proc = new FakeProc()
    table = new ProcessTable(proc.root)
  })
  afterEach(() => proc[Symbol.dispose]())

  const look = () => {
    table.refresh()
    table.forgetDead()
  }
  const looks = (n: number) => {
    for (let i = 0; i < n; i++) look()
  }

  it('describes a process', () => {
    proc.start(10, { parentPid: 4, startTicks: 77, comm: 'python3', cmdline: 'python3\0app.py\0' })
    look()
    expect(table.byPid(10)?.process).toMatchObject({
      pid: 10,
      parentPid: 4,
      startTicks: 77,
      name: 'python3',
      cmdline: 'python3 app.py',
      runtime: 'python',
      container: null,
      descriptors: { limit: 1024 },
    })
  })

  it('keeps the description as it is while nothing changes', () => {
    proc.start(10)
    looks(4)
    const before = table.byPid(10)?.process
    looks(5)
    expect(table.byPid(10)?.process).toBe(before)
  })

  it('reads a young process again: it may have become another program', () => {
    proc.start(10, { comm: 'sh', cmdline: 'sh\0' })
    look()
    proc.describe(10, { comm: 'java', cmdline: 'java\0-jar\0app.jar\0' })
    look()
    expect(table.byPid(10)?.process).toMatchObject({ name: 'java', runtime: 'java' })
  })

  it('reads an old one again when its name changes with its descriptors, and every 30 looks', () => {
    proc.start(10)
    looks(4)
    proc.describe(10, { comm: 'server', cmdline: 'server\0--new\0', limit: 4096 })
    looks(2)
    expect(table.byPid(10)?.process.cmdline).toBe('server')
    looks(30)
    expect(table.byPid(10)?.process).toMatchObject({ cmdline: 'server --new', descriptors: { limit: 4096 } })
  })

  it('tells a recycled pid from the process before', () => {
    proc.start(10, { startTicks: 1 })
    look()
    const before = table.byPid(10)
    proc.end(10)
    proc.start(10, { startTicks: 2 })
    look()
    expect(before?.alive).toBe(false)
    expect(table.byPid(10)?.process.startTicks).toBe(2)
  })

  it('forgets a process that ended, and gives its slot to another only afterwards', () => {
    proc.start(10)
    look()
    const slot = table.byPid(10)?.slot ?? -1
    proc.end(10)
    proc.start(11)
    table.refresh()
    expect(table.inSlot(slot)).toBeUndefined()
    expect(table.byPid(11)?.slot).not.toBe(slot)
    table.forgetDead()
    proc.start(12)
    look()
    expect(table.byPid(12)?.slot).toBe(slot)
  })

  it('skips a directory that is no process', () => {
    proc.start(10)
    proc.start(11)
    proc.describe(11, { comm: '' })
    look()
    expect([...table.records].map(({ pid }) => pid)).toEqual([10, 11])
    expect(table.byPid(10)?.process.name).toBe('server')
  })
})
