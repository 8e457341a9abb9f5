import { expect, it } from 'vitest'
import { readReport } from './report.js'

const finding = {
  id: 'x',
  cause: 'response-leak',
  severity: 'critical',
  confidence: 'certain',
  process: { pid: 1, name: 'java', exe: '/usr/bin/java' },
  direction: 'outbound',
  remote: '127.0.0.1:1',
  localPort: null,
  connections: 1,
  oldestMs: 1,
  summary: 's',
  evidence: ['e'],
  forecast: null,
}

it('reads a report and ignores the fields it does not judge', () => {
  const read = readReport(JSON.stringify({ schema: 'halfopen.report/1', host: 'h', findings: [finding] }))
  expect(read).toMatchObject({ findings: [{ cause: 'response-leak', process: { pid: 1 } }] })
})

it.each([
  ['no JSON', 'oops', 'printed no JSON'],
  ['another schema', JSON.stringify({ schema: 'halfopen.report/2', findings: [] }), 'not a halfopen.report/1'],
  [
    'an unknown severity',
    JSON.stringify({ schema: 'halfopen.report/1', findings: [{ ...finding, severity: 'fatal' }] }),
    'severity',
  ],
])('says why it cannot judge %s', (_, stdout, why) => {
  expect(readReport(stdout)).toMatchObject({ unreadable: expect.stringContaining(why) as string })
})
