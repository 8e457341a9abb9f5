import { HalfopenError } from '@halfopen/core'
import { describe, expect, it } from 'vitest'

import { failed, FakeClock, FakeDiagnosis, FakeEyes, fakeIo, fakeMachine, finding, snapshot } from '../fakes/index.js'
import { Lookout, restedInterval } from '../looking/index.js'
import { doctor } from './doctor.js'
import { examine } from './examine.js'
import { intervalMs } from './pace.js'

const EVERYTHING = { pids: [], ports: [] }

function examination(windowMs: number, eyes: FakeEyes, clock: FakeClock, diagnosis = new FakeDiagnosis([finding()])) {
  const stop = new AbortController()
  const lookout = new Lookout(eyes, diagnosis, clock)
  return { stop, result: () => examine({ windowMs, scope: EVERYTHING, lookout, clock, signal: stop.signal }) }
}

describe('the pace', () => {
  it('is a twentieth of the window, within 200 ms and 1 s', () => {
    expect([5000, 1000, 60_000].map(intervalMs)).toEqual([250, 200, 1000])
  })

  it('leaves nine tenths of the time to the host', () => {
    expect(restedInterval(250, { tookMs: 300, looks: 2 })).toBe(3000)
    expect(restedInterval(250, { tookMs: 5, looks: 2 })).toBe(250)
  })

  it('does not take the dear first look for the rule', () => {
    expect(restedInterval(250, { tookMs: 1000, looks: 1 })).toBe(2000)
  })
})

describe('the window', () => {
  it('is full of looks, the last at its end', async () => {
    const clock = new FakeClock()
    const eyes = new FakeEyes()
    const { scanned, windowMs, findings } = await examination(5000, eyes, clock).result()
    expect(eyes.looks).toBe(21)
    expect(clock.nowMs).toBe(5000)
    expect(windowMs).toBe(5000)
    expect(scanned).toEqual({
      connections: 33,
      processes: 1,
      namespaces: 1,
      scanMs: 12.34,
      looks: 21,
      looksSkipped: 0,
      limits: [],
    })
    expect(findings).toHaveLength(1)
  })

  it('has two looks, however slow they are', async () => {
    const clock = new FakeClock()
    const eyes = new FakeEyes([snapshot()], () => (clock.nowMs += 9000))
    await examination(5000, eyes, clock).result()
    expect(eyes.looks).toBe(2)
  })

  it('asks for the threads of those who are suspected', async () => {
    const eyes = new FakeEyes()
    await examination(300, eyes, new FakeClock()).result()
    expect(eyes.asked.at(-1)).toEqual([70])
  })

  it('ends early when it is told to, with what is known by then', async () => {
    const clock = new FakeClock()
    const { stop, result } = examination(5000, new FakeEyes(), clock)
    clock.afterSleep = () => stop.abort()
    const { windowMs, scanned, findings } = await result()
    expect({ windowMs, looks: scanned.looks, found: findings.length }).toEqual({ windowMs: 250, looks: 1, found: 1 })
  })

  it('counts and names the looks that were skipped', async () => {
    const eyes = new FakeEyes([
      snapshot(),
      failed('HO_NETLINK_DECODE', 'short message'),
      snapshot({ limits: ['no tcp_info'] }),
    ])
    const { scanned } = await examination(1000, eyes, new FakeClock()).result()
    expect(scanned.looksSkipped).toBe(1)
    expect(scanned.limits).toEqual(['no tcp_info', '1 of 6 looks were skipped: HO_NETLINK_DECODE'])
  })

  it('fails when no look succeeded', async () => {
    const eyes = new FakeEyes([failed('HO_NETLINK_RECEIVE', 'ENOBUFS')])
    await expect(examination(1000, eyes, new FakeClock()).result()).rejects.toMatchObject({
      code: 'HO_NETLINK_RECEIVE',
    })
  })
})

describe('doctor', () => {
  const run = async (options: Partial<Parameters<typeof doctor>[0]>, found = [finding()]) => {
    const io = fakeIo()
    const eyes = new FakeEyes()
    const machine = fakeMachine({ eyes, diagnosis: new FakeDiagnosis(found) })
    const code = await doctor({ windowMs: 1000, scope: EVERYTHING, as: 'text', ...options }, { io, machine })
    return { code, text: io.stdout.text, eyes }
  }

  it('gives the host back', async () => {
    expect((await run({})).eyes.isClosed).toBe(true)
  })

  it('reports what was asked for only', async () => {
    const other = finding({ id: 'x', remote: '10.0.0.9:443', process: { ...finding().process, pid: 4711 } })
    const reported = async (scope: { pids: number[]; ports: number[] }) => {
      const { text } = await run({ scope, as: 'json' }, [finding(), other])
      return (JSON.parse(text) as { findings: { process: { pid: number } }[] }).findings.map(
        ({ process }) => process.pid,
      )
    }
    expect(await reported({ pids: [], ports: [] })).toEqual([70, 4711])
    expect(await reported({ pids: [4711], ports: [] })).toEqual([4711])
    expect(await reported({ pids: [], ports: [18102] })).toEqual([70])
    expect(await reported({ pids: [70], ports: [443] })).toEqual([])
  })

  it('is calm when there is nothing', async () => {
    const { code, text } = await run({ scope: { pids: [70], ports: [80, 443] } }, [])
    expect(code).toBe(0)
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      ✔ Nothing is wrong with pid 70 and ports 80, 443.

      Looked 6 times in 1s, 12ms each, at 33 connections of 1 process in 1 network namespace. Reported:
      only pid 70 and ports 80, 443.
      "
    `)
  })

  it('does not count what is only worth knowing', async () => {
    const { code, text } = await run({}, [finding({ severity: 'info' })])
    expect(code).toBe(0)
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      ✔ Nothing is wrong.

      Worth knowing, no trouble:
        · response-leak java (pid 70) → 127.0.0.1:18102: java holds 32 responses from 127.0.0.1:18102 that
          it neither read nor closed.

      Looked 6 times in 1s, 12ms each, at 33 connections of 1 process in 1 network namespace.
      "
    `)
  })

  it('tells a remedy once', async () => {
    const { code, text } = await run({}, [finding(), finding({ remote: '10.0.0.9:443' })])
    expect(code).toBe(1)
    expect(text.match(/r\.consume/g)).toHaveLength(1)
    expect(text).toContain('as for java (pid 70) → 127.0.0.1:18102 above')
  })

  it('knows its pids', async () => {
    const asking = (pid: number) => run({ scope: { pids: [pid], ports: [] } })
    await expect(asking(471)).rejects.toThrow('no process has the pid 471: did you mean 4711 (python3)?')
    await expect(asking(4171)).rejects.toThrow('did you mean 4711 (python3)?')
    await expect(asking(99)).rejects.toEqual(new HalfopenError('HO_UNKNOWN_PID', 'no process has the pid 99'))
  })
})
