import { describe, expect, it } from 'vitest'
import { styleFor, widthOf } from '../../terminal/index.js'
import type { Measurement } from '../measure/index.js'
import { probeJson, resultLines, resultOf } from './index.js'

const MEASURED: Measurement = {
  looked: {
    place: { address: '10.0.0.5', port: 80, tls: null },
    mode: 'response',
    method: 'HEAD',
    rttMs: 12,
    announcedMs: null,
    addresses: 1,
  },
  judgement: {
    verdict: 'measured',
    bracket: { atLeast: 348_200.4, atMost: 351_700.2 },
    atExpiry: 'reset-late',
    probesReset: { client: true, server: true },
    aliveUpToMs: 348_200,
    strays: [],
    edge: 'exact',
    isSettled: true,
  },
  range: { minMs: 1000, maxMs: 900_000, resolution: 0.01 },
  waitMs: 1000,
  connections: 1141,
  wallMs: 356_000,
  isInterrupted: false,
  refusal: undefined,
  failures: 0,
  hasKernelTimes: true,
}

const OPTIONS = { target: 'http://10.0.0.5/', scale: 1, adviceFor: 'all' } as const

function judged(
  changes: Partial<Measurement['judgement']>,
  mode: Measurement['looked']['mode'] = 'response',
): Measurement {
  return { ...MEASURED, looked: { ...MEASURED.looked, mode }, judgement: { ...MEASURED.judgement, ...changes } }
}

function told(measurement: Measurement, width = 80): string {
  return resultLines(resultOf(measurement, OPTIONS), { style: styleFor({}, {}), width }).join('\n')
}

describe('the result for a person', () => {
  it('starts with the verdict and ends with the settings', () => {
    const text = told(MEASURED)
    expect(text.split('\n')[0]).toBe('● The path forgets connections that are silent for 348.2 s to 351.7 s.')
    expect(text).toContain('aws-nlb-tcp (AWS Network Load Balancer, TCP listener)')
    expect(text).toContain('TCP keep-alive: time 60 s, interval 10 s, 5 probes')
  })

  it('fits the width, code left aside', () => {
    const [facts = ''] = told(MEASURED, 60).split('  curl')
    for (const line of facts.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(60)
  })

  it('says that keep-alive does not help where it does not, and what does', () => {
    const text = told(judged({ probesReset: { client: false, server: false } }))
    expect(text).toContain('TCP keep-alive does not help here: only data resets the timer')
    expect(text).not.toContain('curl')
  })

  it("does not mistake a server's own close for the path's", () => {
    const text = told(
      judged(
        { atExpiry: 'close', bracket: { atLeast: 4990, atMost: 5010 }, probesReset: { client: false, server: null } },
        'idle',
      ),
    )
    expect(text).toContain('The server closes idle connections after 4.990 s to 5.010 s.')
    expect(text.replaceAll(/\s+/g, ' ')).toContain('A limit of the path, if there is any, is longer')
    expect(text.replaceAll(/\s+/g, ' ')).toContain('drop a connection before it has been idle for 4.491 s')
  })

  const closing = {
    atExpiry: 'close',
    bracket: { atLeast: 3000, atMost: 4000 },
    probesReset: { client: false, server: null },
  } as const

  it('tells a timer that looks only now and then as the ages it gives', () => {
    expect(told(judged({ ...closing, edge: 'swept' }, 'idle'))).toContain('between 3.000 s and 4.000 s: it')
  })

  it("does not scale a server's own time", () => {
    const result = resultOf(judged(closing, 'idle'), { ...OPTIONS, scale: 40 })
    expect(result.idleTimeoutMs).toEqual(closing.bracket)
    expect(result.notes.join(' ')).toContain('not times 40')
  })

  it('says nothing of HTTP in TCP mode, and nothing of 0.000 s', () => {
    const text = told(judged({ ...closing, bracket: { atLeast: 0, atMost: 14 } }, 'tcp'))
    expect(text).not.toMatch(/HTTP|0\.000 s/)
  })

  it('says that no setting of the client that was asked for helps', () => {
    const result = resultOf(judged(closing, 'idle'), { ...OPTIONS, adviceFor: 'go' })
    expect(result.notes).toContain('No keep-alive setting of go helps here.')
  })

  it('finds no limit only where the longest silence was survived', () => {
    const none = judged({ verdict: 'none-found', bracket: undefined, atExpiry: undefined, aliveUpToMs: 2939 })
    expect(resultOf(none, OPTIONS).verdict).toBe('noise')
  })

  it.each([
    ['none-found', 'No limit up to 15m.'],
    ['noise', 'No number: the connections did not behave alike'],
  ] as const)('%s', (verdict, sentence) => {
    expect(told(judged({ verdict, bracket: undefined, atExpiry: undefined, aliveUpToMs: 900_000 }))).toContain(sentence)
  })
})

describe('the result for a program', () => {
  it('keeps the contract', () => {
    expect(probeJson(resultOf(MEASURED, { ...OPTIONS, adviceFor: 'curl' }))).toMatchObject({
      schema: 'halfopen.probe/1',
      target: 'http://10.0.0.5/',
      idleTimeoutMs: { atLeast: 348_200, atMost: 351_701 },
      atExpiry: 'reset-late',
      keepAliveProbesReset: true,
      matches: ['aws-nlb-tcp', 'aws-nlb-tls', 'aws-nat-gateway'],
      connections: 1141,
      wallMs: 356_000,
      advice: [{ for: 'curl', code: expect.stringContaining('--keepalive-time 60') }],
    })
  })

  it('has no number where none was measured', () => {
    const json = probeJson(resultOf({ ...MEASURED, refusal: 'the server answered 429' }, OPTIONS))
    expect(json).toMatchObject({ verdict: 'refused', idleTimeoutMs: null, atExpiry: null, matches: [], advice: [] })
  })
})
