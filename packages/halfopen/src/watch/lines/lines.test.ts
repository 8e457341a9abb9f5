import { HalfopenError } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import {
  failed,
  FakeClock,
  FakeDiagnosis,
  FakeEyes,
  fakeIo,
  fakeMachine,
  finding,
  HOSTILE,
  snapshot,
} from '../../fakes/index.js'
import { Lookout } from '../../looking/index.js'
import { Changes } from './changes.js'
import { watchLines } from './watch-lines.js'
import { LineWriter } from './writer.js'

describe('changes', () => {
  const kinds = (changes: Changes, found: Parameters<Changes['update']>[0], atMs = 0) =>
    changes.update(found, atMs).map(({ kind }) => kind)

  it('tell a finding once', () => {
    const changes = new Changes()
    expect(kinds(changes, [finding()])).toEqual(['found'])
    expect(kinds(changes, [finding()])).toEqual([])
  })

  it('tell when it has doubled, and when it has become more severe', () => {
    const changes = new Changes()
    kinds(changes, [finding({ severity: 'warning', connections: 10 })])
    expect(kinds(changes, [finding({ severity: 'warning', connections: 19 })])).toEqual([])
    expect(kinds(changes, [finding({ severity: 'warning', connections: 20 })])).toEqual(['worse'])
    expect(kinds(changes, [finding({ severity: 'critical', connections: 20 })])).toEqual(['worse'])
    expect(kinds(changes, [finding({ severity: 'warning', connections: 20 })])).toEqual([])
  })

  it('tell that it is gone when it has been missing for three looks', () => {
    const changes = new Changes()
    kinds(changes, [finding()], 1000)
    expect(kinds(changes, [])).toEqual([])
    expect(kinds(changes, [])).toEqual([])
    expect(changes.update([], 5000)).toEqual([{ kind: 'gone', finding: finding(), lastedMs: 4000 }])
    expect(kinds(changes, [])).toEqual([])
    expect(kinds(changes, [finding()])).toEqual(['found'])
  })

  it('do not tell that a flickering finding comes and goes', () => {
    const changes = new Changes()
    const told = [[finding()], [], [finding()], [], [], [finding()]].flatMap((found) => kinds(changes, found))
    expect(told).toEqual(['found'])
  })

  it('keep the workers of one server apart, and leave out what is only worth knowing', () => {
    const worker = (pid: number) => finding({ process: { ...finding().process, pid } })
    expect(kinds(new Changes(), [worker(1), worker(2), finding({ severity: 'info' })])).toEqual(['found', 'found'])
  })
})

describe('lines', () => {
  it('never carry a hostile text', () => {
    const lines: string[] = []
    const writer = new LineWriter((line) => lines.push(line))
    const hostile = finding({ summary: HOSTILE, remote: HOSTILE, process: { ...finding().process, name: HOSTILE } })
    writer.saw([hostile], { atMs: 0, date: new Date(0) })
    // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]/)
  })

  it('say a failure once, and when it is over', () => {
    const lines: string[] = []
    const writer = new LineWriter((line) => lines.push(line))
    const error = new HalfopenError('HO_NETLINK_DECODE', 'the message ends early')
    for (let look = 0; look < 5; look++) writer.failed(error, new Date(0))
    writer.saw([], { atMs: 0, date: new Date(0) })
    expect(lines).toEqual([
      `1970-01-01T00:00:00Z blind HO_NETLINK_DECODE: the message ends early. ${error.remedy}`,
      '1970-01-01T00:00:00Z seeing again, after 5 skipped looks',
    ])
  })
})

describe('watching in lines', () => {
  async function watchFor(looks: number, diagnosis: FakeDiagnosis, eyes = new FakeEyes()) {
    const io = fakeIo()
    const clock = new FakeClock()
    const stop = new AbortController()
    const lookout = new Lookout(eyes, diagnosis, clock)
    clock.afterSleep = () => {
      if (lookout.looks === looks) stop.abort()
      if (lookout.looks === 2) diagnosis.found = []
    }
    const options = { intervalMs: 1000, scope: { pids: [70], ports: [] }, lookout, signal: stop.signal }
    const code = await watchLines(options, { io, machine: fakeMachine({ clock }) })
    return { code, text: io.stdout.text }
  }

  it('say only what changed', async () => {
    const { code, text } = await watchFor(60, new FakeDiagnosis([finding()]))
    expect(code).toBe(0)
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      2026-11-21T01:15:00Z watching pid 70 on web-1, one look each 1s
      2026-11-21T01:15:00Z found critical response-leak java (pid 70) → 127.0.0.1:18102: java holds 32 responses from 127.0.0.1:18102 that it neither read nor closed.
      2026-11-21T01:15:04Z gone critical response-leak java (pid 70) → 127.0.0.1:18102, after 4s
      2026-11-21T01:16:00Z stopped after 60 looks, the last at 33 connections of 1 process
      "
    `)
  })

  it('ends with 1 while something is wrong', async () => {
    expect((await watchFor(1, new FakeDiagnosis([finding()]))).code).toBe(1)
  })

  it('goes on after a look that failed', async () => {
    const eyes = new FakeEyes([failed('HO_NETLINK_RECEIVE', 'ENOBUFS'), snapshot()])
    const { text } = await watchFor(3, new FakeDiagnosis([finding()]), eyes)
    expect(text).toContain('blind HO_NETLINK_RECEIVE')
    expect(text).toContain('seeing again, after 1 skipped look\n')
    expect(text).toContain('found critical response-leak')
  })
})
