import { execFileSync } from 'node:child_process'

import { describe, expect, it } from 'vitest'

import { finding, HOSTILE } from '../../fakes/index.js'
import { styleFor } from '../../terminal/index.js'
import { junitXml } from './junit.js'
import { type RunReportParts, runReportOf } from './report.js'
import { runLines } from './text.js'

function report(changes: Partial<RunReportParts> = {}) {
  return runReportOf({
    at: new Date(Date.UTC(2026, 10, 21, 1, 15)),
    host: 'web-1',
    command: { argv: ['npm', 'test'], exitCode: 0, signal: null, ranMs: 4200.4 },
    verdict: 'clean',
    connections: {
      baseline: { outbound: 0, inbound: 0 },
      peak: { outbound: 8, inbound: 4 },
      settled: { outbound: 0, inbound: 0 },
    },
    settleMs: 20,
    settleInterrupted: false,
    scanned: { looks: 84, looksSkipped: 0, scanMs: 2.345, processes: 3, limits: [] },
    findings: [],
    ...changes,
  })
}

const text = (changes: Partial<RunReportParts> = {}) =>
  `\n${runLines(report(changes), { style: styleFor({}, {}), width: 100 }).join('\n')}\n`

describe('for a person', () => {
  it('one line when all is well', () => {
    expect(text()).toMatchInlineSnapshot(`
      "
      halfopen: ✔ no leak · connections: baseline 0, peak 12 (8 out, 4 in), settled 0 · 84 looks in 4.2s
      "
    `)
  })

  it('says that the settling was interrupted', () => {
    const line = text({ settleMs: 700, settleInterrupted: true }).replaceAll(/\s+/g, ' ')
    expect(line).toContain('settled 0 after 700ms (interrupted while settling) · 84 looks')
  })

  it('a block for each finding, its remedy once', () => {
    const found = {
      verdict: 'leaked',
      findings: [finding(), finding({ remote: '10.0.0.9:443', connections: 3 })],
    } as const
    expect(text({ ...found, settleMs: 2000 })).toMatchInlineSnapshot(`
      "

      ✖ CRITICAL  Responses that nobody reads or closes: java (pid 70) → 127.0.0.1:18102
        response-leak · certain · 32 connections, oldest 64s

        java holds 32 responses from 127.0.0.1:18102 that it neither read nor closed.

        Evidence  • 32 connections in CLOSE-WAIT to 127.0.0.1:18102
                  • each carried 1 request
        Forecast  Descriptors run out in 1h 44m: 700 of 1,024 in use, 3.1 more each minute.
        Remedy    Use try-with-resources on every path.

                    try (Response r = client.execute(get)) {
                        r.consume();
                    }

        Cure now  halfopen cure idle --pid 70
        More      halfopen explain response-leak

      ✖ CRITICAL  Responses that nobody reads or closes: java (pid 70) → 10.0.0.9:443
        response-leak · certain · 3 connections, oldest 64s

        java holds 32 responses from 127.0.0.1:18102 that it neither read nor closed.

        Forecast  Descriptors run out in 1h 44m: 700 of 1,024 in use, 3.1 more each minute.
        Remedy    as for java (pid 70) → 127.0.0.1:18102 above
        Cure now  halfopen cure idle --pid 70

      halfopen: ✖ 2 leaks · connections: baseline 0, peak 12 (8 out, 4 in), settled 0 after 2s · 84 looks
                in 6.2s
      "
    `)
  })

  it('what could not be judged', () => {
    const brief = { argv: ['true'], exitCode: 0, signal: null, ranMs: 40 }
    expect(text({ verdict: 'too-short', command: brief })).toMatchInlineSnapshot(`
      "
      halfopen: ○ no leak seen, but 40ms is too short to judge · connections: baseline 0, peak 12 (8 out,
                4 in), settled 0 · 84 looks in 60ms
      "
    `)
    const scanned = {
      looks: 0,
      looksSkipped: 0,
      scanMs: 0,
      processes: 0,
      limits: ['this is darwin, not Linux (HO_PLATFORM)'],
    }
    expect(text({ verdict: 'unobserved', scanned })).toMatchInlineSnapshot(`
      "
      halfopen: ▲ the command ran unobserved: no verdict
        Not seen: this is darwin, not Linux (HO_PLATFORM)
      "
    `)
    expect(
      text({ scanned: { ...scanned, looks: 1, limits: ['no ages'] }, findings: [finding({ severity: 'info' })] }),
    ).toMatchInlineSnapshot(`
      "
      halfopen: ○ no leak in what could be seen · connections: baseline 0, peak 12 (8 out, 4 in), settled
                0 · 1 look in 4.2s
        · response-leak java (pid 70) → 127.0.0.1:18102: java holds 32 responses from 127.0.0.1:18102 that
          it neither read nor closed.
        Not seen: no ages
      "
    `)
  })
})

/** What a real parser reads: the root's attributes, and of each case its name, its children's names, messages and texts. */
function parsed(...documents: readonly string[]): readonly unknown[] {
  const script = `
import json, sys, xml.etree.ElementTree as tree
def read(document):
    root = tree.fromstring(document)
    cases = [[case.get("name"), [[child.tag, child.get("message"), child.text] for child in case]] for case in root.iter("testcase")]
    properties = {one.get("name"): one.get("value") for one in root.iter("property")}
    return {"counts": root.attrib, "suite": root[0].get("name"), "properties": properties, "cases": cases}
print(json.dumps([read(document) for document in json.load(sys.stdin)]))`
  const input = JSON.stringify(documents)
  return JSON.parse(execFileSync('python3', ['-c', script], { input, encoding: 'utf8' })) as readonly unknown[]
}

describe('JUnit XML', () => {
  it('has one case when all is well, and a failure for each finding that is trouble', () => {
    const findings = [finding(), finding({ severity: 'info' })]
    const where = 'response-leak: java (pid 70) → 127.0.0.1:18102'
    const failure = ['failure', finding().summary, expect.stringContaining('r.consume();')]
    expect(parsed(junitXml(report()), junitXml(report({ verdict: 'leaked', findings })))).toMatchObject([
      {
        counts: { tests: '1', failures: '0', errors: '0', skipped: '0', time: '4.220' },
        suite: 'halfopen run',
        properties: { command: 'npm test', exitCode: '0' },
        cases: [['no leaked connection', []]],
      },
      { counts: { tests: '1', failures: '1' }, cases: [[where, [failure]]] },
    ])
  })

  it('tells what was not judged from what is well', () => {
    const unobserved = report({ verdict: 'unobserved', scanned: { ...report().scanned, limits: ['no procfs'] } })
    const name = 'no leaked connection'
    expect(parsed(junitXml(report({ verdict: 'too-short' })), junitXml(unobserved))).toMatchObject([
      {
        counts: { skipped: '1' },
        cases: [[name, [['skipped', expect.stringContaining('4.2s is too short to judge'), null]]]],
      },
      { counts: { errors: '1' }, cases: [[name, [['error', expect.stringContaining('unobserved'), 'no procfs']]]] },
    ])
  })

  it('stays XML whatever is in it', () => {
    const nasty = [HOSTILE, '<&>"\'', ']]>', '\ud800 \ufffe \u{1f600}', 'a\nb', '\u0000']
    const documents = nasty.map((text) => {
      const command = { argv: [text], exitCode: 0, signal: null, ranMs: 1 }
      const findings = [finding({ summary: text, remote: text, evidence: [text] })]
      return junitXml({ ...report({ verdict: 'leaked' }), command, findings, host: text })
    })
    const read = parsed(...documents) as readonly {
      properties: { command: string }
      cases: [string, [string, string][]][]
    }[]
    expect(read.map(({ cases }) => cases[0]?.[1][0]?.[1])).toEqual(read.map(({ properties }) => properties.command))
    expect(read[1]?.properties.command).toBe('<&>"\'')
  })
})
