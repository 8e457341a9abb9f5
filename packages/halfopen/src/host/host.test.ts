import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { HOSTILE } from '../fakes/index.js'
import { OwnCost } from './index.js'
import { ProcNames } from './names.js'

describe('the names of the processes', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'proc-'))
  })

  afterEach(() => rmSync(root, { recursive: true }))

  it('come from comm, printable; a process that ended meanwhile has none', () => {
    for (const pid of ['1', '70', '4711']) mkdirSync(join(root, pid))
    mkdirSync(join(root, 'sys'))
    writeFileSync(join(root, '1', 'comm'), 'init\n')
    writeFileSync(join(root, '70', 'comm'), HOSTILE)
    const names = new ProcNames(root).all()
    expect([...names.keys()]).toEqual([1, 4711, 70])
    expect(names.get(1)).toBe('init')
    expect(names.get(70)).toContain('\\x1b[2J')
    expect(names.get(4711)).toBe('')
  })
})

it('our own cost is measured', () => {
  const { cpuPercent, residentBytes } = new OwnCost().sample()
  expect(cpuPercent).toBe(0)
  expect(residentBytes).toBeGreaterThan(10_000_000)
})
