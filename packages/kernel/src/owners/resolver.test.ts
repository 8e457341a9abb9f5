import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type DescriptorReader,
  type DescriptorVisitor,
  NativeDescriptors,
  NodeDescriptors,
} from '../descriptors/index.js'
import { loadLibc } from '../native/index.js'
import { ProcessTable } from '../processes/index.js'
import type { Refusal } from '../proc/index.js'
import { FakeProc } from '../testing/fake-proc.js'
import { type FakeSocket, sinkOf } from '../testing/sinks.js'
import { OwnerResolver } from './resolver.js'

/** Counts what the real reader is asked. */
class CountingReader implements DescriptorReader {
  walked: string[] = []
  read = 0
  denied = new Set<string>()
  readonly #reader: DescriptorReader

  constructor(reader: DescriptorReader) {
    this.#reader = reader
  }

  walk(directory: string, expected: number | null, visitor: DescriptorVisitor): 'walked' | Refusal {
    const pid = directory.split('/').at(-1) ?? ''
    this.walked.push(pid)
    if (this.denied.has(pid)) return 'denied'
    const wants = (descriptor: number) => {
      const wanted = visitor.wants(descriptor)
      if (wanted) this.read++
      return wanted
    }
    return this.#reader.walk(directory, expected, {
      wants,
      socket: (descriptor, inode) => visitor.socket(descriptor, inode),
      satisfied: () => visitor.satisfied(),
    })
  }

  inodeAt(directory: string, descriptor: number): number {
    return this.#reader.inodeAt(directory, descriptor)
  }
}

const libc = loadLibc()
const readers: [string, () => DescriptorReader][] = [['Node', () => new NodeDescriptors()]]
if (libc.ok) readers.push(['the C library', () => new NativeDescriptors(libc.value)])

describe.each(readers)('owners, read through %s', (_, makeReader) => {
  let proc: FakeProc
  let processes: ProcessTable
  let reader: CountingReader
  let resolver: OwnerResolver

  beforeEach(() => {
    proc = new FakeProc()
    processes = new ProcessTable(proc.root)
    reader = new CountingReader(makeReader())
    resolver = new OwnerResolver(processes, reader)
  })
  afterEach(() => proc[Symbol.dispose]())

  /** One look; the pids of the owners, null where there is none. */
  function look(connections: readonly FakeSocket[], listeners: readonly FakeSocket[] = []) {
    processes.refresh()
    const pids: number[] = []
    for (const record of processes.records) record.index = pids.push(record.pid) - 1
    const sink = sinkOf(connections, listeners)
    reader.walked = []
    reader.read = 0
    resolver.resolve(sink)
    processes.forgetDead()
    const pidOf = (index: number | undefined) => pids[index ?? -1] ?? null
    return {
      owners: connections.map((_one, row) => pidOf(sink.table.columns.owner[row])),
      holders: listeners.map(({ inode }) => resolver.listenerOwners(inode).map(pidOf)),
    }
  }

  it('finds who holds each socket', () => {
    proc.start(10, { sockets: [101, 102] })
    proc.start(11, { sockets: [103] })
    expect(look([{ inode: 103 }, { inode: 101 }, { inode: 0 }, { inode: 999 }]).owners).toEqual([11, 10, null, null])
  })

  it('remembers them: a look in which nothing moves walks nothing', () => {
    proc.start(10, { sockets: [101] })
    const first = look([{ inode: 101 }])
    const second = look([{ inode: 101 }])
    expect(second).toEqual(first)
    expect(reader.walked).toEqual([])
  })

  it('notices a recycled inode by its cookie', () => {
    proc.start(10, { sockets: [101] })
    proc.start(11)
    look([{ inode: 101, cookie: 1 }])
    proc.close(10, 3)
    proc.open(11, 3, 101)
    look([{ inode: 101, cookie: 2 }])
    expect(look([{ inode: 101, cookie: 2 }]).owners).toEqual([11])
  })

  it('notices a recycled inode by its ports where there is no cookie', () => {
    proc.start(10, { sockets: [101] })
    proc.start(11)
    look([{ inode: 101, cookie: 0, localPort: 5000 }])
    proc.close(10, 3)
    proc.open(11, 3, 101)
    look([{ inode: 101, cookie: 0, localPort: 5001 }])
    expect(look([{ inode: 101, cookie: 0, localPort: 5001 }]).owners).toEqual([11])
  })

  it('drops what a process held when it ends, and finds another that holds it too', () => {
    proc.start(10, { sockets: [101] })
    expect(look([{ inode: 101 }]).owners).toEqual([10])
    proc.start(20, { parentPid: 10, sockets: [101] })
    look([{ inode: 101 }])
    proc.end(20)
    look([{ inode: 101 }])
    expect(look([{ inode: 101 }]).owners).toEqual([10])
  })

  it('gives a connection that is inherited to the descendant', () => {
    proc.start(10, { sockets: [101, 102, 103] })
    expect(look([{ inode: 101 }]).owners).toEqual([10])
    proc.start(20, { parentPid: 10 })
    proc.start(30, { parentPid: 20, sockets: [101] })
    expect(look([{ inode: 101 }]).owners).toEqual([30])
  })

  it('does not take a recycled pid for the process before', () => {
    proc.start(10, { sockets: [101], startTicks: 100 })
    look([{ inode: 101 }])
    proc.end(10)
    proc.start(10, { sockets: [102], startTicks: 200 })
    expect(look([{ inode: 101 }, { inode: 102 }]).owners).toEqual([null, 10])
  })

  it('finds all that hold a listener, and those that join and leave', () => {
    proc.start(10, { sockets: [50] })
    proc.start(11, { parentPid: 10, sockets: [50, 101] })
    expect(look([{ inode: 101 }], [{ inode: 50 }]).holders).toEqual([[10, 11]])
    proc.start(12, { parentPid: 10, sockets: [50] })
    proc.end(11)
    expect(look([], [{ inode: 50 }]).holders).toEqual([[10, 12]])
  })

  it('needs no search when one of those that hold a listener ends', () => {
    proc.start(10, { sockets: [50] })
    proc.start(11, { parentPid: 10, sockets: [50] })
    look([], [{ inode: 50 }])
    proc.end(11)
    expect(look([], [{ inode: 50 }]).holders).toEqual([[10]])
    proc.start(12, { parentPid: 10, sockets: [50] })
    look([], [{ inode: 50 }])
    proc.end(10)
    expect(look([], [{ inode: 50 }]).holders).toEqual([[12]])
    expect(reader.walked).toEqual([])
  })

  it('searches ever more rarely for a socket that nobody holds', () => {
    proc.start(10, { sockets: [101] })
    const walks = Array.from({ length: 70 }, () => {
      look([{ inode: 101 }, { inode: 999 }])
      return reader.walked.length
    })
    expect(walks.slice(0, 10)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1, 0])
    expect(walks.reduce((sum, one) => sum + one, 0)).toBeLessThan(10)
  })

  it('does not ask again a process that may not be read', () => {
    proc.start(10, { sockets: [101] })
    reader.denied.add('10')
    look([{ inode: 101 }])
    expect(processes.byPid(10)?.denied).toBe(true)
    look([{ inode: 101 }])
    expect(reader.walked).toEqual([])
  })

  it('reads only the descriptors that can have changed', () => {
    const held = Array.from({ length: 200 }, (_one, i) => ({ inode: 1000 + i }))
    proc.start(10, { sockets: held.map(({ inode }) => inode) })
    look(held)
    look(held)
    expect(reader.walked).toEqual([])
    proc.close(10, 50)
    proc.open(10, 50, 5000)
    const after = [...held.filter(({ inode }) => inode !== 1047), { inode: 5000 }]
    expect(look(after).owners.at(-1)).toBe(10)
    expect(reader.walked).toEqual(['10'])
    // Those that are no sockets are tried each time: below the first one, and in a list.
    expect(reader.read).toBeLessThan(5)
  })
})
