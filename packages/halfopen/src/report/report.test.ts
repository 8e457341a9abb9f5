import { describe, expect, it } from 'vitest'

import { finding, HOSTILE } from '../fakes/index.js'
import { styleFor } from '../terminal/index.js'
import {
  exitCodeFor,
  findingLines,
  forecastSentence,
  printableFinding,
  reportOf,
  whereOf,
  worstFirst,
} from './index.js'

const plain = styleFor({}, {})
const scanned = {
  connections: 1234,
  processes: 56,
  namespaces: 1,
  scanMs: 12.345,
  looks: 20,
  looksSkipped: 0,
  limits: ['no'],
}

describe('the report', () => {
  const report = reportOf({
    at: new Date('2026-11-21T01:15:00Z'),
    host: 'web-1',
    windowMs: 5000.4,
    scope: { pids: [], ports: [] },
    scanned,
    findings: [finding()],
  })

  it('has exactly the fields of halfopen.report/1', () => {
    expect(report).toEqual({
      schema: 'halfopen.report/1',
      at: '2026-11-21T01:15:00.000Z',
      host: 'web-1',
      windowMs: 5000,
      scope: { pids: [], ports: [] },
      scanned: {
        connections: 1234,
        processes: 56,
        namespaces: 1,
        scanMs: 12.3,
        looks: 20,
        looksSkipped: 0,
        limits: ['no'],
      },
      findings: [
        {
          id: 'response-leak|/usr/bin/java|127.0.0.1:18102',
          cause: 'response-leak',
          severity: 'critical',
          confidence: 'certain',
          process: {
            pid: 70,
            name: 'java',
            exe: '/usr/bin/java',
            cmdline: 'java -jar app.jar',
            runtime: 'java',
            container: null,
          },
          direction: 'outbound',
          remote: '127.0.0.1:18102',
          localPort: null,
          connections: 32,
          oldestMs: 64_000,
          summary: 'java holds 32 responses from 127.0.0.1:18102 that it neither read nor closed.',
          evidence: ['32 connections in CLOSE-WAIT to 127.0.0.1:18102', 'each carried 1 request'],
          forecast: { resource: 'descriptors', limit: 1024, used: 700, perMinute: 3.1, exhaustedInMs: 6_270_000 },
          remedy: {
            summary: 'Use try-with-resources on every path.',
            code: 'try (Response r = client.execute(get)) {\n    r.consume();\n}',
            cure: 'halfopen cure idle --pid 70',
          },
        },
      ],
    })
  })

  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })
})

describe('hostile text', () => {
  const { process, remedy } = finding()
  const hostile = printableFinding(
    finding({
      id: HOSTILE,
      remote: HOSTILE,
      summary: HOSTILE,
      evidence: [HOSTILE],
      process: { ...process, name: HOSTILE, exe: HOSTILE, cmdline: HOSTILE.repeat(10_000), container: HOSTILE },
      remedy: { summary: HOSTILE, code: `${HOSTILE}\n\tindented`, cure: HOSTILE },
    }),
  )
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e\u2028]/

  it('never reaches JSON or a terminal as it is', () => {
    expect(JSON.stringify(hostile)).not.toMatch(RAW)
    expect(findingLines(hostile, { style: plain, width: 80 }).join('\n')).not.toMatch(RAW)
  })

  it('is bounded', () => {
    expect(hostile.process.cmdline.length).toBeLessThanOrEqual(2000)
  })

  it('leaves the indentation of code alone', () => {
    expect(printableFinding(finding({ remedy: { ...remedy, code: 'if x:\n\treturn' } })).remedy.code).toBe(
      'if x:\n    return',
    )
  })
})

it('is worst first, and otherwise in the order of the diagnosis', () => {
  const of = (severity: 'info' | 'warning' | 'critical', id: string) => finding({ severity, id })
  const order = worstFirst([of('info', 'a'), of('warning', 'b'), of('critical', 'c'), of('warning', 'd')])
  expect(order.map(({ id }) => id)).toEqual(['c', 'b', 'd', 'a'])
})

it('only warnings and worse change the exit code', () => {
  expect(exitCodeFor([])).toBe(0)
  expect(exitCodeFor([{ severity: 'info' }])).toBe(0)
  expect(exitCodeFor([{ severity: 'info' }, { severity: 'warning' }])).toBe(1)
})

describe('a finding for a person', () => {
  it('says what, where, why, when and what to do', () => {
    expect(`\n${findingLines(finding(), { style: plain, width: 72 }).join('\n')}`).toMatchInlineSnapshot(`
      "
      ✖ CRITICAL  Responses that nobody reads or closes:
                  java (pid 70) → 127.0.0.1:18102
        response-leak · certain · 32 connections, oldest 64s

        java holds 32 responses from 127.0.0.1:18102 that it neither read nor
        closed.

        Evidence  • 32 connections in CLOSE-WAIT to 127.0.0.1:18102
                  • each carried 1 request
        Forecast  Descriptors run out in 1h 44m: 700 of 1,024 in use, 3.1 more
                  each minute.
        Remedy    Use try-with-resources on every path.

                    try (Response r = client.execute(get)) {
                        r.consume();
                    }

        Cure now  halfopen cure idle --pid 70
        More      halfopen explain response-leak"
    `)
  })

  it('is short where its remedy has been told', () => {
    const other = finding({ remote: '10.0.0.9:443', severity: 'warning', connections: 1, forecast: null })
    const lines = findingLines(other, { style: plain, width: 100, toldAbove: finding() })
    expect(`\n${lines.join('\n')}`).toMatchInlineSnapshot(`
      "
      ▲ WARNING  Responses that nobody reads or closes: java (pid 70) → 10.0.0.9:443
        response-leak · certain · 1 connection, oldest 64s

        java holds 32 responses from 127.0.0.1:18102 that it neither read nor closed.

        Remedy    as for java (pid 70) → 127.0.0.1:18102 above
        Cure now  halfopen cure idle --pid 70"
    `)
  })

  it('names the place in the words of its direction', () => {
    expect(whereOf(finding())).toBe('java (pid 70) → 127.0.0.1:18102')
    expect(whereOf(finding({ remote: null, localPort: 8080, direction: 'inbound' }))).toBe('java (pid 70), port 8080')
    expect(whereOf(finding({ remote: null, direction: null }))).toBe('java (pid 70)')
  })

  it('says a forecast as a sentence', () => {
    const base = { resource: 'descriptors', limit: 1_048_576, used: 20_480, perMinute: 3.0512 } as const
    expect(forecastSentence({ ...base, exhaustedInMs: 6_270_000 })).toBe(
      'Descriptors run out in 1h 44m: 20,480 of 1,048,576 in use, 3.1 more each minute.',
    )
    expect(forecastSentence({ ...base, exhaustedInMs: null })).toBe(
      'Descriptors do not grow: 20,480 of 1,048,576 in use.',
    )
    expect(forecastSentence({ ...base, exhaustedInMs: 0 })).toBe('No descriptor is left: 20,480 of 1,048,576 in use.')
  })
})
