import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { socketsOf } from './descriptors.js'
import { hasEnded, statOf } from '../../processes/index.js'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proc-'))
  mkdirSync(join(root, '7'))
})

afterEach(() => rmSync(root, { recursive: true }))

/** PF_EXITING is 0x4. */
it.each([
  ['sleeps', 'S', 0, false],
  ['is a zombie', 'Z', 4, true],
  ['is being cleared up', 'R', 0x40_00_04, true],
])('one that %s', (_, state, flags, ended) => {
  writeFileSync(join(root, '7/stat'), `7 (x) ${state} 1 7 7 0 -1 ${flags} ${'0 '.repeat(12)}100 0`)
  const stat = statOf(root, 7)
  expect(stat?.startTicks).toBe('100')
  expect(stat === undefined ? undefined : hasEnded(stat)).toBe(ended)
})

it('does not take the end of a process for a denial', () => {
  expect(socketsOf(7, root)).toEqual([])
  expect(socketsOf(process.pid)).toBeInstanceOf(Array)
})
