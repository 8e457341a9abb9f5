import { ConnectionTable, type Process } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import { finding, process_, snapshot } from '../../fakes/index.js'
import { Leavers } from './leavers.js'
import { RunWatch } from './watch.js'

const everybody = { refresh: () => undefined, has: () => true, ancestorsOf: () => [], size: 0 }

function look(watch: RunWatch, atMs: number, processes: readonly Process[]): void {
  const taken = snapshot({ atMs, processes: [...processes], connections: new ConnectionTable() })
  if (!taken.ok) throw taken.error
  watch.observe(taken.value)
}

describe('a watch over many processes', () => {
  it('counts those that came and went, and keeps none that held nothing', () => {
    const watch = new RunWatch(everybody, { mayRead: (pid) => pid % 2 === 0 })
    for (let pid = 1; pid <= 100; pid++) look(watch, pid, [process_({ pid }), process_({ pid: pid + 1 })])
    look(watch, 200, [])
    expect(watch).toMatchObject({ processes: 101, denied: 51, living: 0, ended: [], omitted: 0 })
  })

  it('takes who was born during a look for living, though the look has not seen it', () => {
    const watch = new RunWatch({ ...everybody, size: 1 }, { mayRead: () => true })
    look(watch, 0, [])
    expect(watch).toMatchObject({ processes: 0, living: 1 })
  })

  it('calls denied who was denied at each look', () => {
    let isReadable = false
    const watch = new RunWatch(everybody, { mayRead: () => isReadable })
    look(watch, 0, [process_()])
    expect(watch.denied).toBe(1)
    isReadable = true
    look(watch, 50, [process_()])
    isReadable = false
    look(watch, 100, [process_()])
    expect(watch).toMatchObject({ processes: 1, denied: 0 })
  })

  it('keeps ten thousand that left something behind, and counts the others', () => {
    const leavers = new Leavers()
    const ended = { process: process_(), endedMs: 0, findings: [finding()], atAncestor: new Set<never>() }
    for (let nth = 0; nth < 10_003; nth++) leavers.add(ended)
    leavers.add({ ...ended, findings: [] })
    expect([leavers.kept.length, leavers.omitted]).toEqual([10_000, 3])
  })
})
